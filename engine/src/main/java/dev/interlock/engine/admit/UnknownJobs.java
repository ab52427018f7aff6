package dev.interlock.engine.admit;

/// What a retry of what failed does with the jobs of which nobody knows what became of them.
public enum UnknownJobs {
  /// Refuse to retry while there are any.
  REFUSE,
  RUN_AGAIN,
  LEAVE_OUT
}
