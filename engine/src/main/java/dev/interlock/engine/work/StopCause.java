package dev.interlock.engine.work;

/// Why a work stops before its end.
public enum StopCause {
  /// An operator: nothing more starts, what runs goes on to its end.
  STOP(1, BlockState.STOPPED, WorkState.STOPPED),
  /// A job said that the whole work must stop.
  FATAL_OUTCOME(2, BlockState.FAILED, WorkState.FAILED),
  /// An operator: what runs is interrupted.
  CANCEL(2, BlockState.STOPPED, WorkState.CANCELLED),
  /// It took longer than it may.
  DEADLINE(2, BlockState.FAILED, WorkState.FAILED),
  EMERGENCY_STOP(3, BlockState.STOPPED, WorkState.ES_STOPPED),
  /// An operator: it ends at once, and nobody waits for what runs.
  KILL(4, BlockState.STOPPED, WorkState.KILLED);

  private final int strength;
  private final BlockState blockEnding;
  private final WorkState ending;

  StopCause(int strength, BlockState blockEnding, WorkState ending) {
    this.strength = strength;
    this.blockEnding = blockEnding;
    this.ending = ending;
  }

  /// Whether it changes anything for a work that is being stopped for `earlier`.
  boolean overrules(StopCause earlier) {
    return strength > earlier.strength;
  }

  /// Whether attempts that run are told to end.
  public boolean interrupts() {
    return this != STOP;
  }

  /// Whether nobody ordered it: the work has failed.
  boolean isFailure() {
    return ending == WorkState.FAILED;
  }

  /// Whether blocks that are to run in the end still do.
  boolean cleansUp() {
    return this != EMERGENCY_STOP && this != KILL;
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
