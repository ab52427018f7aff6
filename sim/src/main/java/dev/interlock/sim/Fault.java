package dev.interlock.sim;

/// What can go wrong. Each schedule has some of them, by its seed.
public enum Fault {
  /// A replica dies at any moment.
  CRASH,
  /// A replica dies when it has sent a write: before it is carried out.
  CRASH_BEFORE_COMMIT,
  /// A replica dies when its write was carried out: before it hears of it.
  CRASH_INSIDE_COMMIT,
  /// A replica dies when it has heard that its write is durable: before it does anything.
  CRASH_AFTER_COMMIT,
  /// A write is not carried out, and nobody says so.
  COMMIT_LOST,
  /// A write is carried out, and its reply is lost.
  REPLY_LOST,
  /// A write is given up by who sent it, and is carried out later all the same.
  COMMIT_LATE,
  /// A write takes seconds.
  COMMIT_SLOW,
  /// A write is carried out twice.
  COMMIT_TWICE,
  /// A read is not answered.
  READ_LOST,
  /// A replica does not reach the store for a while.
  PARTITION,
  /// A replica stands still, for longer than its lease.
  PAUSE,
  /// A replica's wall clock is wrong.
  CLOCK_WRONG,
  /// A replica's wall clock jumps.
  CLOCK_JUMP,
  /// A replica takes a work although its owner's lease is not over.
  TAKE_TOO_EARLY,
  /// A replica is shut down and started again.
  HAND_OFF,
  /// The emergency stop is pulled and released.
  STOP_FLIP,
  /// A replica cannot read the emergency stop.
  STOP_UNREADABLE,
  /// Operators send verbs.
  VERBS,
  /// The answer to a client or an operator is lost, and the call repeated.
  ANSWER_LOST,
  /// Jobs fail.
  JOB_FAILS,
  /// A job says that the whole work must stop.
  JOB_FATAL,
  /// Jobs go on when they are interrupted.
  JOB_IGNORES_INTERRUPT,
  /// Jobs take longer than they may.
  JOB_TOO_LONG,
  /// What a job says at its end comes late.
  JOB_ENDS_LATE,
  /// A check fails.
  CHECK_FAILS,
  /// A check gives no answer in time.
  CHECK_SILENT,
  /// What a check says comes when nobody waits for it any more.
  CHECK_LATE,
  /// A probe throws.
  PROBE_FAILS,
  /// A probe cannot tell.
  PROBE_UNSURE,
  /// A probe gives no answer until it is interrupted.
  PROBE_SILENT,
  /// A replica has no room for every work.
  NO_ROOM,
  /// Submitted works expire before anybody executes them.
  EXPIRY
}
