package dev.interlock.engine.work;

import dev.interlock.plugin.CrashClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// What inputs mean for a work, and what follows from its state by itself. Changes nothing.
final class Following {
  /// What runs in the end of a cancelled work has so long.
  static final Duration CLEAN_UP_MAX = Duration.ofMinutes(2);

  /// How often is looked at again what may not start for another reason than the time.
  private static final long NOT_LET_MILLIS = 1_000;

  private static final String NOBODY_KNOWS =
      "; nobody knows whether it took effect and it must not run twice: look at what it touches";

  private final WorkProgress work;
  private long wakeAtMillis = WorkMachine.NEVER;

  Following(WorkProgress work) {
    this.work = work;
  }

  /// What an attempt that was running when its process ended comes to, and that of every other.
  List<Fact> takenOver(Input.TakenOver input) {
    var facts = new ArrayList<Fact>();
    if (work.isUnderWay() && !work.jobs.replica().equals(input.replica())) {
      facts.add(new Fact.Claimed(input.replica()));
    }
    for (int job : work.runningJobs()) {
      lost(job, input.crashClasses().apply(job)).ifPresent(facts::add);
    }
    return facts;
  }

  /// Empty for an attempt that counts as running until its job type has looked what it did.
  private Optional<Fact> lost(int job, CrashClass crashClass) {
    var attempt = "attempt %d was running when its server ended".formatted(attempts(job));
    if (work.isStopping() && crashClass != CrashClass.VERIFIABLE) {
      return Optional.of(
          new Fact.AttemptEnded(
              job, AttemptEnd.UNKNOWN, attempt + " while the work was being stopped"));
    }
    return switch (crashClass) {
      case IDEMPOTENT ->
          Optional.of(new Fact.AttemptEnded(job, AttemptEnd.LOST, attempt + "; it is run again"));
      case VERIFIABLE -> Optional.empty();
      case ONCE ->
          Optional.of(new Fact.AttemptEnded(job, AttemptEnd.UNKNOWN, attempt + NOBODY_KNOWS));
    };
  }

  private int attempts(int job) {
    return work.jobs.attempts(job);
  }

  List<Fact> finished(Input.AttemptFinished finished, Instant now) {
    int job = finished.job();
    var how = finished.how();
    var note = finished.note();
    if (work.jobs.state(job) != JobState.RUNNING) {
      throw new IllegalStateException(
          "bug: an attempt of job %d ended (%s) while the job was %s"
              .formatted(job, how, work.jobs.state(job)));
    }
    if (how == AttemptEnd.LOST && work.isStopping()) {
      return List.of(new Fact.AttemptEnded(job, AttemptEnd.INTERRUPTED, note)); // no next attempt
    }
    if (how == AttemptEnd.FAILED && isTriedAgain(job)) {
      long again = now.plus(finished.pause()).toEpochMilli();
      return List.of(new Fact.AttemptEnded(job, how, note, again));
    }
    var ended = new Fact.AttemptEnded(job, how, note);
    if (how != AttemptEnd.FATAL) {
      return List.of(ended);
    }
    var facts = new ArrayList<Fact>();
    facts.add(ended);
    facts.addAll(stop(StopCause.FATAL_OUTCOME, "", work.places.path(job) + ": " + note));
    return facts;
  }

  /// Whether a job whose attempt has failed is to have another.
  private boolean isTriedAgain(int job) {
    return !work.isStopping()
        && !work.isBreached()
        && work.jobs.failedAttempts(job) < work.places.job(job).retries();
  }

  /// A round of checks that nobody waits for says nothing, nor does one that runs again and again
  /// before it fails.
  List<Fact> checked(Input.Checked checked) {
    var round = checked.round();
    boolean isNews = round.kind() != CheckKind.CONTINUOUS || !checked.passed();
    return isNews && work.checksToRun().contains(round)
        ? List.of(new Fact.ChecksEnded(round, checked.passed(), checked.note()))
        : List.of();
  }

  /// What runs in the end of a work that stopped by itself can be stopped by a person, and in the
  /// end of one that a person stopped it may have to stop by itself.
  List<Fact> stop(StopCause cause, String actor, String why) {
    boolean isAnother = cause.isFailure() || work.stopCause.isFailure();
    boolean changesSomething =
        work.state != WorkState.STOPPING
            || cause.overrules(work.stopCause)
            || (isAnother && !work.isStopping());
    return changesSomething ? List.of(new Fact.StopOrdered(cause, actor, why)) : List.of();
  }

  /// What the state leads to without any further input; empty when it has to wait for one, or for
  /// [#wakeAtMillis].
  List<Fact> next(Starts starts, Instant now) {
    wakeAtMillis = WorkMachine.NEVER;
    long millis = now.toEpochMilli();
    return switch (work.state) {
      case WAITING ->
          isReached(work.dueMillis, millis) && starts.areAllowed()
              ? List.of(new Fact.WorkStarted())
              : List.of();
      case RUNNING -> running(starts, millis);
      case PAUSING -> {
        var overdue = overdue(millis);
        yield overdue.isEmpty() && work.running() == 0 ? List.of(new Fact.Paused()) : overdue;
      }
      case PAUSED -> overdue(millis);
      case STOPPING -> stopping(starts, millis);
      case NOT_STARTED, COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          List.of();
    };
  }

  /// When the state will lead to more by itself, as the last [#next] found it.
  long wakeAtMillis() {
    return wakeAtMillis;
  }

  private boolean isReached(long millis, long now) {
    if (now >= millis) {
      return true;
    }
    wakeAtMillis = Math.min(wakeAtMillis, millis);
    return false;
  }

  private List<Fact> overdue(long now) {
    return isReached(work.deadlineMillis(), now)
        ? stop(StopCause.DEADLINE, "", Reasons.ofDeadline(work))
        : List.of();
  }

  private List<Fact> running(Starts starts, long now) {
    var overdue = overdue(now);
    if (!overdue.isEmpty()) {
      return overdue;
    }
    if (work.forward != null) {
      return inTheEnd(starts, now);
    }
    if (work.isInBlock()) {
      return inBlock(work.blocks[work.current], starts, now);
    }
    if (work.current >= 0 && work.blocks[work.current].state == BlockState.FAILED) {
      var why = Reasons.ofFailure(work, work.blocks[work.current]);
      return forwardEnds(WorkState.FAILED, why);
    }
    if (work.checks.hasFailed()) {
      return forwardEnds(WorkState.FAILED, work.checks.note());
    }
    return betweenBlocks(starts);
  }

  private List<Fact> betweenBlocks(Starts starts) {
    var next = nextBlock(block -> !block.isDeferred());
    if (next.isPresent() && work.checks.isBypassed()) {
      return List.of(new Fact.BlockPassedOver(next.get().index, work.checks.note()));
    }
    var before = work.current < 0 ? work.checks.dueBefore() : Optional.<CheckKind>empty();
    if (before.isPresent()) {
      return check(CheckRound.OF_WORK, before.get(), starts);
    }
    if (next.isPresent()) {
      return begin(next.get(), starts, work.counts.of(JobState.FAILED) > 0);
    }
    var after = work.checks.isBypassed() ? Optional.<CheckKind>empty() : work.checks.dueAfter();
    return after.isPresent() ? check(CheckRound.OF_WORK, after.get(), starts) : endOfForward();
  }

  private Optional<BlockProgress> nextBlock(Predicate<BlockProgress> wanted) {
    for (int next = work.current + 1; next < work.blocks.length; next++) {
      var block = work.blocks[next];
      if (block.state == BlockState.NOT_STARTED && wanted.test(block)) {
        return Optional.of(block);
      }
    }
    return Optional.empty();
  }

  private static List<Fact> begin(BlockProgress block, Starts starts) {
    return starts.areAllowed() ? List.of(new Fact.BlockStarted(block.index)) : List.of();
  }

  private List<Fact> begin(BlockProgress block, Starts starts, boolean hasFailures) {
    boolean holds =
        switch (block.block.turn().condition()) {
          case ALWAYS -> true;
          case NOTHING_FAILED -> !hasFailures;
          case SOMETHING_FAILED -> hasFailures;
        };
    return holds
        ? begin(block, starts)
        : List.of(
            new Fact.BlockPassedOver(
                block.index, hasFailures ? "something failed before" : "nothing failed before"));
  }

  private List<Fact> check(int block, CheckKind kind, Starts starts) {
    var round = new CheckRound(block, kind);
    boolean isOpen = work.checksOf(round).open().isPresent();
    return isOpen || !starts.areAllowed() ? List.of() : List.of(new Fact.ChecksStarted(round));
  }

  private List<Fact> inBlock(BlockProgress block, Starts starts, long now) {
    if (work.isBreached()) {
      if (work.state == WorkState.RUNNING && work.pausesForFailures()) {
        return List.of(new Fact.PauseOrdered("", Reasons.ofFailure(work, block)));
      }
      return block.running() == 0 ? endOfBlock(block, BlockState.FAILED) : List.of();
    }
    if (block.unknown() > 0) {
      boolean isGivenUp = work.state == WorkState.STOPPING && block.running() == 0;
      return isGivenUp
          ? endOfBlock(block, BlockState.FAILED)
          : List.of(); // until a person has looked
    }
    if (block.checks.isBypassed()) {
      return List.of(new Fact.BlockPassedOver(block.index, block.checks.note()));
    }
    var before = block.checks.dueBefore();
    if (before.isEmpty() && !block.hasMoreToStart()) {
      return leave(block, starts, now);
    }
    if (!isReached(block.enteredMillis(), now) || !starts.areAllowed()) {
      return List.of();
    }
    return before.isPresent()
        ? check(block.index, before.get(), starts)
        : start(block, starts, now);
  }

  private List<Fact> leave(BlockProgress block, Starts starts, long now) {
    long left = Math.max(block.enteredMillis(), block.leftMillis());
    if (block.running() > 0 || !isReached(left, now)) {
      return List.of();
    }
    var after = block.checks.dueAfter();
    return after.isPresent()
        ? check(block.index, after.get(), starts)
        : endOfBlock(block, BlockState.COMPLETED);
  }

  private List<Fact> start(BlockProgress block, Starts starts, long now) {
    var facts = new ArrayList<Fact>();
    for (int job : block.nextJobs(now, starts.lets())) {
      facts.add(new Fact.AttemptStarted(job, attempts(job) + 1));
    }
    if (facts.isEmpty()) {
      // what is not let start though its time has come is looked at again and again
      long next = block.nextStartMillis(now);
      wakeAtMillis = Math.min(wakeAtMillis, next > now ? next : now + NOT_LET_MILLIS);
    }
    return facts;
  }

  /// A job that waits for another attempt will get none: it is as its last one left it, and where
  /// that was lost, nobody knows how.
  private List<Fact> endOfBlock(BlockProgress block, BlockState how) {
    var facts = new ArrayList<Fact>();
    for (int job : block.toBeRunAgain()) {
      facts.add(
          work.jobs.lastAttemptAs(job) == JobState.FAILED
              ? new Fact.AttemptEnded(job, AttemptEnd.FAILED, work.jobs.note(job))
              : new Fact.AttemptEnded(
                  job,
                  AttemptEnd.UNKNOWN,
                  "nobody knows how attempt %d ended, and its block ended before it was run again"
                      .formatted(attempts(job))));
    }
    facts.add(new Fact.BlockEnded(block.index, how));
    return facts;
  }

  /// COMPLETED means that every job completed or was skipped: failures that were tolerated let the
  /// work go on, and still show at its end.
  private List<Fact> endOfForward() {
    int jobs = 0;
    int done = 0;
    for (var block : work.blocks) {
      if (!block.isDeferred()) {
        jobs += block.block.jobCount();
        done += block.counts.of(JobState.COMPLETED) + block.counts.of(JobState.SKIPPED);
      }
    }
    return done == jobs
        ? forwardEnds(WorkState.COMPLETED, "")
        : forwardEnds(WorkState.FAILED, Reasons.ofToleratedFailures(work, jobs));
  }

  private List<Fact> forwardEnds(WorkState how, String why) {
    return nextBlock(block -> runsAfter(block, how)).isPresent()
        ? List.of(new Fact.ForwardEnded(how, why))
        : List.of(new Fact.WorkEnded(how, why));
  }

  /// Whether a block runs in the end of a work that is stopped in its forward blocks.
  static boolean runsInTheEnd(WorkProgress work, BlockProgress block, StopCause cause) {
    return work.startedMillis > 0 && cause.cleansUp() && runsAfter(block, cause.ending());
  }

  private static boolean runsAfter(BlockProgress block, WorkState how) {
    return switch (block.block.turn().role()) {
      case FORWARD -> false;
      case ON_SUCCESS -> how == WorkState.COMPLETED;
      case ON_FAILURE -> how != WorkState.COMPLETED;
      case ALWAYS -> true;
    };
  }

  /// The blocks that run in the end: one that fails does not keep the others from running.
  private List<Fact> inTheEnd(Starts starts, long now) {
    var forward = Objects.requireNonNull(work.forward, "bug: the forward blocks have not ended");
    boolean isOverdue =
        work.state == WorkState.STOPPING
            && work.stopCause == StopCause.CANCEL
            && isReached(work.forwardEndedMillis + CLEAN_UP_MAX.toMillis(), now);
    if (isOverdue) {
      return List.of(
          new Fact.StopOrdered(
              StopCause.DEADLINE,
              "",
              "what ran in the end took longer than %d s".formatted(CLEAN_UP_MAX.toSeconds())));
    }
    if (work.isInBlock()) {
      return inBlock(work.blocks[work.current], starts, now);
    }
    var next = nextBlock(block -> runsAfter(block, forward.how()));
    return next.isPresent() ? begin(next.get(), starts) : List.of(end());
  }

  /// What the work ends as, now that nothing of it is left to run.
  private Fact end() {
    var forward = work.forward;
    if (forward == null) {
      return new Fact.WorkEnded(work.stopCause.ending(), work.reason);
    }
    if (work.isCleanUpStopped && !work.stopCause.isFailure()) {
      return new Fact.WorkEnded(work.stopCause.ending(), work.reason);
    }
    var failed = work.isCleanUpStopped ? work.reason : Reasons.ofDeferredFailure(work);
    if (failed.isEmpty()) {
      return new Fact.WorkEnded(forward.how(), forward.reason());
    }
    return forward.how() == WorkState.COMPLETED
        ? new Fact.WorkEnded(WorkState.FAILED, failed)
        : new Fact.WorkEnded(forward.how(), forward.reason() + "; " + failed);
  }

  private List<Fact> stopping(Starts starts, long now) {
    if (!work.isStopping()) {
      var overdue = overdue(now);
      return overdue.isEmpty() ? inTheEnd(starts, now) : overdue;
    }
    var facts = new ArrayList<Fact>();
    if (work.stopCause == StopCause.KILL) {
      for (int job : work.runningJobs()) {
        var note = "killed while attempt %d ran".formatted(attempts(job));
        facts.add(new Fact.AttemptEnded(job, AttemptEnd.UNKNOWN, note));
      }
    } else if (work.running() > 0) {
      return facts;
    }
    if (work.isInBlock()) {
      facts.addAll(endOfBlock(work.blocks[work.current], work.stopCause.blockEnding()));
    }
    boolean cleansUp =
        work.forward == null
            && nextBlock(block -> runsInTheEnd(work, block, work.stopCause)).isPresent();
    facts.add(cleansUp ? new Fact.ForwardEnded(work.stopCause.ending(), work.reason) : end());
    return facts;
  }
}
