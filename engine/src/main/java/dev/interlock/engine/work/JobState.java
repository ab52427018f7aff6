package dev.interlock.engine.work;

/// The states of a job.
public enum JobState {
  NOT_STARTED,
  /// Waits for its next attempt.
  WAITING,
  RUNNING,
  COMPLETED,
  FAILED,
  /// An attempt was started and nobody knows how it ended.
  UNKNOWN,
  SKIPPED,
  /// Interrupted before it was done.
  CANCELLED;

  public boolean hasEnded() {
    return compareTo(COMPLETED) >= 0;
  }

  /// Whether it ended without having done what it was for, as far as anybody knows.
  boolean isUndone() {
    return this == FAILED || this == UNKNOWN || this == CANCELLED;
  }
}
