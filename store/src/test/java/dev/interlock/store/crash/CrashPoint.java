package dev.interlock.store.crash;

/// Where a fault strikes a durable write.
enum CrashPoint {
  /// The process dies before the commit reaches the store.
  BEFORE,
  /// It dies when the commit is applied, before it hears of it.
  APPLIED_NO_ACK,
  /// It dies right after it has heard that the commit is applied.
  AFTER_ACK,
  /// The store answers that it is away, has applied nothing, and the process goes on.
  ERROR_NOT_APPLIED,
  /// The store answers that it is away, has applied the commit, and the process goes on.
  ERROR_APPLIED;

  boolean kills() {
    return this != ERROR_NOT_APPLIED && this != ERROR_APPLIED;
  }

  boolean applies() {
    return this != BEFORE && this != ERROR_NOT_APPLIED;
  }
}
