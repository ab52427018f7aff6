package dev.interlock.engine.work;

import dev.interlock.plugin.Target;
import java.util.List;

/// Something that happened to a work, stored for ever. Jobs are numbered over the whole work, from
/// 0 in the order of the request; blocks from 0.
public sealed interface Fact {

  /// It was accepted. Always the first fact.
  ///
  /// @param copiedFrom the id of the work that it is a copy of; empty when it is none
  /// @param reason why it was copied; empty when it is no copy
  record Submitted(String actor, String copiedFrom, String reason) implements Fact {
    /// A request that was made of no other work's.
    public Submitted(String actor) {
      this(actor, "", "");
    }
  }

  /// Exec was called and allowed.
  ///
  /// @param startAtMillis it must not start before, since the epoch; 0 for at once
  record Queued(String actor, long startAtMillis) implements Fact {
    /// To run at once.
    public Queued(String actor) {
      this(actor, 0);
    }
  }

  /// Another replica than before runs it from now on. It makes the first entry of each replica its
  /// own: of two that begin the same work at the same time, neither takes the other's for it.
  record Claimed(String replica) implements Fact {}

  record WorkStarted() implements Fact {}

  record BlockStarted(int block) implements Fact {}

  /// The intent: durable before the attempt is started.
  ///
  /// @param attempt from 1
  record AttemptStarted(int job, int attempt) implements Fact {}

  /// A job waits to be started until a job of another work no longer uses a target.
  ///
  /// @param untilMillis the whole work waits for that, and nobody has to look at it before, since
  ///   the epoch; 0 while somebody looks at it all the time
  record TargetAwaited(int job, Target target, WorkId user, long untilMillis) implements Fact {}

  /// An attempt is over, or given up as lost.
  ///
  /// @param note the reason of a failure, or what a successful attempt had to say
  /// @param againMillis for a failed attempt after which another follows: not before that time,
  ///   since the epoch; 0 when none does
  record AttemptEnded(int job, AttemptEnd how, String note, long againMillis) implements Fact {
    /// No other attempt follows, unless this one was lost.
    public AttemptEnded(int job, AttemptEnd how, String note) {
      this(job, how, note, 0);
    }

    /// The state of the job after it.
    JobState jobState() {
      return againMillis > 0 ? JobState.WAITING : how.job();
    }
  }

  /// The attempt was told to end, had its time to do so, and goes on.
  record AttemptNotStopping(int job) implements Fact {}

  record BlockEnded(int block, BlockState how) implements Fact {}

  /// A round of checks is to run.
  record ChecksStarted(CheckRound round) implements Fact {}

  /// A round of checks is over, or a check that runs again and again has failed.
  ///
  /// @param note which check failed and why, or what there is to say
  record ChecksEnded(CheckRound round, boolean passed, String note) implements Fact {}

  /// A block of which nothing is to be done: its jobs are skipped.
  record BlockPassedOver(int block, String why) implements Fact {}

  /// The forward blocks are over, and blocks follow that run in the end.
  ///
  /// @param how what the work would have ended as without them
  record ForwardEnded(WorkState how, String reason) implements Fact {}

  /// Nothing more starts, and the cause says what becomes of running attempts.
  ///
  /// @param actor who ordered it; empty when nobody did
  record StopOrdered(StopCause cause, String actor, String reason) implements Fact {}

  /// Nothing more starts; what runs goes on to its end.
  ///
  /// @param actor who ordered it; empty when too much has failed
  record PauseOrdered(String actor, String reason) implements Fact {}

  /// Nothing runs any more.
  record Paused() implements Fact {}

  record Resumed(String actor, String reason) implements Fact {}

  /// A person decided that the job is not to run, or that its failure does not count.
  record JobSkipped(int job, String actor, String reason) implements Fact {}

  /// A person said what became of the job.
  record JobResolved(int job, Resolution as, String actor, String reason) implements Fact {}

  record LimitSet(int block, int limit, String actor, String reason) implements Fact {}

  /// A person has approved it, before it was executed.
  ///
  /// @param groups that they were in
  /// @param policies the version of those that were in force
  record Approved(String actor, List<String> groups, String policies, String reason)
      implements Fact {
    public Approved {
      groups = List.copyOf(groups);
    }
  }

  /// Somebody decided that it is not to run.
  record Denied(String actor, String reason) implements Fact {}

  record WorkEnded(WorkState how, String reason) implements Fact {}
}
