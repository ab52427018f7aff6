package dev.interlock.engine.work;

/// How an attempt ended.
public enum AttemptEnd {
  SUCCEEDED(JobState.COMPLETED),
  FAILED(JobState.FAILED),
  /// Failed, and the whole work must stop at once.
  FATAL(JobState.FAILED),
  /// Ended by an interrupt before it was done.
  INTERRUPTED(JobState.CANCELLED),
  /// Started, and nobody knows how it ended.
  UNKNOWN(JobState.UNKNOWN),
  /// Lost, and to be run again.
  LOST(JobState.WAITING);

  private final JobState job;

  AttemptEnd(JobState job) {
    this.job = job;
  }

  /// The state of the job after it.
  public JobState job() {
    return job;
  }
}
