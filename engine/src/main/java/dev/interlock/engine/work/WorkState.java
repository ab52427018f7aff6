package dev.interlock.engine.work;

/// The states of a work. A terminal state never changes.
public enum WorkState {
  NOT_STARTED,
  WAITING,
  RUNNING,
  PAUSING,
  PAUSED,
  STOPPING,
  COMPLETED,
  FAILED,
  STOPPED,
  CANCELLED,
  KILLED,
  ES_STOPPED,
  EXPIRED;

  public boolean isTerminal() {
    return compareTo(COMPLETED) >= 0;
  }
}
