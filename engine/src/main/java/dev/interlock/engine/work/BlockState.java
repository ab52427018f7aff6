package dev.interlock.engine.work;

/// The states of a block.
public enum BlockState {
  NOT_STARTED,
  RUNNING,
  /// All its jobs ended and no more of them failed than it tolerates.
  COMPLETED,
  FAILED,
  /// The work was stopped while it ran.
  STOPPED,
  /// Nothing of it was to be done: its condition did not hold, or its bypass checks passed.
  SKIPPED
}
