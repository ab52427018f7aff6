package dev.interlock.engine.work;

import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Target;
import java.time.Duration;
import java.util.function.IntFunction;

/// What a work's runner tells its machine.
public sealed interface Input {

  /// Somebody lets a work run that was never executed.
  record Executed(String actor) implements Input {}

  /// A replica has taken the work over and runs nothing of it: whatever attempts the machine
  /// believes running are lost.
  ///
  /// @param replica which one
  /// @param crashClasses what a lost outcome of job n means
  record TakenOver(String replica, IntFunction<CrashClass> crashClasses) implements Input {}

  /// A running attempt has ended.
  ///
  /// @param pause how long to wait before another attempt, should the job be tried again
  record AttemptFinished(int job, AttemptEnd how, String note, Duration pause) implements Input {
    /// Of a job that would be tried again at once.
    public AttemptFinished(int job, AttemptEnd how, String note) {
      this(job, how, note, Duration.ZERO);
    }
  }

  /// A job may not start: a job of another work uses a target that it would touch.
  ///
  /// @param untilMillis as in [Fact.TargetAwaited]
  /// @param isRefusal whether the store has just refused its intent: then something must be
  ///   written, so that the refused entry, should it come once more and late, finds its place taken
  record TargetInUse(int job, Target target, WorkId user, long untilMillis, boolean isRefusal)
      implements Input {
    /// What was known before.
    public TargetInUse(int job, Target target, WorkId user) {
      this(job, target, user, 0, false);
    }

    /// The same, of a work that nobody has to look at before then.
    public TargetInUse until(long millis) {
      return new TargetInUse(job, target, user, millis, isRefusal);
    }
  }

  /// A round of checks has come to its end, or a check that runs again and again has failed.
  record Checked(CheckRound round, boolean passed, String note) implements Input {}

  /// A running attempt was told to end and its time to do so is over.
  record GraceOver(int job) implements Input {}

  /// The emergency stop forbids it to go on.
  record StopNow(String reason) implements Input {}

  /// It was never executed, and its time for that is over.
  record Expired() implements Input {}

  /// An operator's verb. Leads to nothing where [VerbTable], or what it is about, forbids it.
  ///
  /// @param policies the version of those by which it was judged; empty for none
  record Ordered(Verb verb, String actor, String reason, String policies) implements Input {
    /// What no policy has to judge.
    public Ordered(Verb verb, String actor, String reason) {
      this(verb, actor, reason, "");
    }
  }

  /// Nothing happened; see what may start now.
  record LookAgain() implements Input {}
}
