package dev.interlock.plugin;

/// Whether a forward block starts when its turn has come, by what became of the jobs of the forward
/// blocks before it. A block whose condition does not hold is passed over, and its jobs are
/// skipped.
public enum Condition {
  /// Whatever became of them.
  ALWAYS,
  /// When none of them has failed. A failure that was tolerated is one.
  NOTHING_FAILED,
  /// When one of them has failed. A failure that was tolerated is one.
  SOMETHING_FAILED
}
