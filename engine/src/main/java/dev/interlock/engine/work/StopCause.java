package dev.interlock.engine.work;

/// Why a work stops before its end.
public enum StopCause {
  EMERGENCY_STOP(WorkState.ES_STOPPED),
  /// A job said that the whole work must stop.
  FATAL_OUTCOME(WorkState.FAILED);

  private final WorkState ending;

  StopCause(WorkState ending) {
    this.ending = ending;
  }

  /// The state of the work once nothing of it runs.
  public WorkState ending() {
    return ending;
  }
}
