package dev.interlock.engine.work;

/// Why a work stops before its end.
public enum StopCause {
  EMERGENCY_STOP(BlockState.STOPPED, WorkState.ES_STOPPED),
  /// A job said that the whole work must stop.
  FATAL_OUTCOME(BlockState.FAILED, WorkState.FAILED);

  private final BlockState blockEnding;
  private final WorkState ending;

  StopCause(BlockState blockEnding, WorkState ending) {
    this.blockEnding = blockEnding;
    this.ending = ending;
  }

  /// The state of the block that was running.
  public BlockState blockEnding() {
    return blockEnding;
  }

  /// The state of the work once nothing of it runs.
  public WorkState ending() {
    return ending;
  }
}
