package dev.interlock.engine.work;

/// What a round of checks is for.
public enum CheckKind {
  /// When all pass there is nothing to do.
  BYPASS,
  /// All must pass before anything starts: the pre checks, and the continuous ones for the first
  /// time.
  PRE,
  /// All must pass again and again while it runs.
  CONTINUOUS,
  /// All must pass before it counts as done.
  POST
}
