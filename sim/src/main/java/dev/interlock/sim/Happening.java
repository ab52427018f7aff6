package dev.interlock.sim;

/// What must come to pass now and then, or schedules test nothing of it. No faults of anything: see
/// [Fault] for those.
public enum Happening {
  /// A block was passed over, as its bypass checks had found it done.
  BLOCK_BYPASSED,
  /// All of a work was.
  WORK_BYPASSED,
  /// A round of checks passed before something started.
  PRE_PASSED,
  /// One failed.
  PRE_FAILED,
  POST_PASSED,
  POST_FAILED,
  /// A check failed that runs again and again.
  CONTINUOUS_FAILED,
  /// Post checks were run once more, as something had started since.
  POST_AGAIN,
  /// As many had started in an interval as a block's rate allows.
  RATE_REACHED,
  /// A wave began after another.
  WAVE_AFTER_WAVE,
  /// One that had to bake.
  WAVE_BAKED,
  /// Failures paused a work.
  PAUSED_BY_FAILURES,
  /// A probe found an attempt's effect.
  PROBE_FOUND_DONE,
  /// A probe found that it had none.
  PROBE_FOUND_NOTHING,
  /// A probe looked at what was lost with another process.
  PROBED_AFTER_LOSS,
  TOKEN_GRANTED,
  /// A job asked again for a token that it had.
  TOKEN_ASKED_AGAIN,
  BUCKET_EMPTY,
  /// A job waited for what another work's touched.
  TARGET_AWAITED,
  /// A work that only waited for targets gave its room to others.
  STAYED_AWAY
}
