package dev.interlock.plugin;

/// What it means for a job type when an attempt was started and its outcome was lost, by a crash
/// for instance.
public enum CrashClass {
  /// Running it again does no harm; the next attempt carries the same idempotency key.
  IDEMPOTENT,
  /// The job type can look whether it took effect: see [JobType#probe].
  VERIFIABLE,
  /// Never run again by itself: the job becomes UNKNOWN and a person decides.
  ONCE
}
