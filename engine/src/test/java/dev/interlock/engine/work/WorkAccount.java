package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a work's facts say by themselves, and what must hold of them: an account of its own, that
/// asks the machine nothing. Jobs whose type begins with `once` are ONCE, with `seen` VERIFIABLE,
/// all others IDEMPOTENT.
public final class WorkAccount {
  /// How the reason of an order begins that is an order by itself: carried out once.
  public static final String ORDER = "order ";

  private static final int NO_BLOCK = BlockAccount.NONE;

  private final RequestShape shape;
  private final JobAccount jobs;
  private final OrderTally orders = new OrderTally();

  private final BlockAccount blocks;
  private final CheckAccount checks;
  private long now;
  private long startMillis;
  private long startedMillis;
  private boolean isCleanUpStopped;
  private boolean wasQueued;
  private boolean wasEsStopped;
  private boolean isPaused;
  private boolean isDenied;
  private @Nullable StopCause stopped;
  private @Nullable WorkState ended;

  public WorkAccount(WorkReq request) {
    shape = new RequestShape(request);
    jobs = new JobAccount(shape);
    blocks = new BlockAccount(shape);
    checks = new CheckAccount(request);
  }

  /// Takes what became true together.
  public void account(List<Fact> facts, Instant at) {
    now = at.toEpochMilli();
    boolean hasFatal = false;
    for (var fact : facts) {
      account(fact);
      hasFatal |= fact instanceof Fact.AttemptEnded ended && ended.how() == AttemptEnd.FATAL;
    }
    orders.account(facts);
    require(!hasFatal || stopped != null, "I10", "it goes on after a fatal outcome");
  }

  private void account(Fact fact) {
    if (ended != null) {
      throw new BrokenInvariant("I11", "%s after the end (%s)".formatted(fact, ended));
    }
    switch (fact) {
      case Fact.AttemptStarted(int job, int attempt) -> started(job, attempt);
      case Fact.AttemptEnded ended -> jobs.ended(ended, now, isStopping());
      case Fact.BlockStarted(int block) -> blockStarted(block);
      case Fact.BlockPassedOver(int block, _) -> passedOver(block);
      case Fact.ForwardEnded(var how, _) -> {
        requireEnd(how);
        require(
            stopped != StopCause.EMERGENCY_STOP && stopped != StopCause.KILL,
            "I10",
            "nothing runs in the end after " + stopped);
        blocks.forwardEnded(how, now);
      }
      case Fact.ChecksStarted(var round) -> checksStarted(round);
      case Fact.ChecksEnded(var round, var passed, _) -> {
        require(!isStopping() && isOfWhatRuns(round), "I7", "nobody waits for " + round);
        checks.ended(round, passed);
      }
      case Fact.BlockEnded(int block, var how) -> blockEnded(block, how);
      case Fact.StopOrdered(var cause, _, _) -> stopOrdered(cause);
      case Fact.PauseOrdered(var actor, _) -> {
        boolean isByFailures = open() != NO_BLOCK && isBreached(open()) && pauses(open());
        require(!actor.isEmpty() || isByFailures, "I12", "nobody paused it");
        require(!isStopping(), "I11", "pauses what is being stopped");
        isPaused = true;
      }
      case Fact.Paused() -> require(isPaused && jobs.count(JobState.RUNNING) == 0, "I8", "paused");
      case Fact.Resumed _ -> {
        require(isPaused && stopped == null, "I11", "resumes what is paused");
        isPaused = false;
        jobs.resumed(open(), now);
      }
      case Fact.JobSkipped(int job, _, _) -> {
        require(!blocks.hasEnded(shape.blockOf[job]), "I11", "the block has ended");
        jobs.skipped(job, now);
      }
      case Fact.JobResolved(int job, var as, _, _) -> {
        require(!blocks.hasEnded(shape.blockOf[job]), "I11", "the block has ended");
        jobs.resolved(job, as, now);
      }
      case Fact.LimitSet(int block, int limit, _, _) -> jobs.limitSet(block, limit);
      case Fact.WorkEnded(var how, _) -> workEnded(how);
      case Fact.Queued(_, long startAt) -> {
        require(!wasQueued, "I18", "executed twice");
        wasQueued = true;
        startMillis = startAt;
      }
      case Fact.WorkStarted() -> {
        require(wasQueued && stopped == null && startedMillis == 0, "I18", "starts once let");
        require(now >= startMillis, "I7", "starts before its time");
        startedMillis = now;
      }
      case Fact.AttemptNotStopping(int job) ->
          require(jobs.state(job) == JobState.RUNNING, "I4", "not stopping, and does not run");
      case Fact.TargetAwaited(int job, _, _, _) ->
          require(
              shape.blockOf[job] == open() && !jobs.state(job).hasEnded(), "I25", "nobody waits");
      case Fact.Approved _, Fact.Denied _ -> {
        require(!wasQueued && !isDenied, "I15", fact + " before it was executed");
        isDenied = fact instanceof Fact.Denied;
      }
      case Fact.Submitted _, Fact.Claimed _ -> {}
    }
  }

  private void stopOrdered(StopCause cause) {
    boolean isFirmer = stopped == null || StopRules.strength(cause) > StopRules.strength(stopped);
    // what runs in the end may also have to stop by itself, or be stopped by a person
    require(isFirmer || !isStopping(), "I11", "a stop only becomes firmer");
    require(cause != StopCause.DEADLINE || now >= deadlineMillis(), "I10", "its time was not over");
    wasEsStopped |= cause == StopCause.EMERGENCY_STOP;
    stopped = cause;
    isPaused = false;
    isCleanUpStopped |= blocks.forward() != null;
  }

  private int open() {
    return blocks.open();
  }

  /// Nothing starts while it is paused or stopped, but for what runs in the end.
  private boolean mayStart() {
    return !isPaused && !isStopping();
  }

  /// Whether it comes to its end, and what was to run then does not.
  private boolean isStopping() {
    boolean cleansUp = blocks.forward() != null && !isCleanUpStopped;
    return stopped != null && !cleansUp;
  }

  private long deadlineMillis() {
    return blocks.deadlineMillis(startedMillis, stopped == StopCause.CANCEL);
  }

  /// Whether checks are those of the block that runs, or those of the work before its end.
  private boolean isOfWhatRuns(CheckRound round) {
    return round.block() == CheckRound.OF_WORK
        ? blocks.forward() == null && startedMillis > 0
        : round.block() == open();
  }

  private void checksStarted(CheckRound round) {
    int block = round.block();
    boolean isPost = round.kind() == CheckKind.POST;
    require(mayStart() && now < deadlineMillis(), "I10", round + " begins now");
    require(isOfWhatRuns(round), "I7", round + " begins in its turn");
    if (block == CheckRound.OF_WORK) {
      boolean isTime =
          isPost ? open() == NO_BLOCK && blocks.isForwardDone() : !blocks.hasAnyStarted();
      require(isTime, "I7", round + " begins in its turn");
    } else if (isPost) {
      requireDone(block);
    } else {
      requireEntered(block);
      require(!jobs.hasRun(block), "I7", round + " begins before any job");
    }
    checks.started(round);
  }

  private void requireEntered(int block) {
    long entrance = shape.block(block).turn().entranceDelay().toMillis();
    // no delay is over at once, also by a clock that is behind the one that started the block
    require(
        entrance == 0 || now >= blocks.startedMillis(block) + entrance,
        "I7",
        "block %d begins before its entrance delay is over".formatted(block));
  }

  private void blockStarted(int block) {
    require(mayStart() && now < deadlineMillis(), "I10", "no block starts now");
    require(startedMillis > 0, "I7", "a block of a work that has not started");
    require(
        blocks.forward() != null || checks.letStart(CheckRound.OF_WORK),
        "I7",
        "the work's checks let no block start");
    blocks.started(block, now, jobs.count(JobState.FAILED));
    jobs.blockStarted(now);
  }

  private void passedOver(int block) {
    int by = block == open() ? block : CheckRound.OF_WORK;
    boolean isOfForward = by == block || blocks.forward() == null;
    require(mayStart() && !jobs.hasRun(block), "I7", "a block that has run is passed over");
    blocks.passedOver(block, isOfForward && checks.isBypassed(by), jobs.count(JobState.FAILED));
    jobs.passedOver(block);
  }

  private void started(int job, int attempt) {
    int block = open();
    require(mayStart(), "I10", "job %d starts now".formatted(job));
    require(shape.blockOf[job] == block, "I7", "a start in the block that runs");
    require(now < deadlineMillis(), "I10", "starts after the deadline");
    requireEntered(block);
    require(
        checks.letStart(block) && (blocks.forward() != null || checks.letStart(CheckRound.OF_WORK)),
        "I7",
        "checks do not let job %d start".formatted(job));
    require(!isBreached(block), "I7", "too much has failed to start more");
    checks.attemptStarted(block);
    jobs.started(job, attempt, now);
  }

  private void blockEnded(int block, BlockState how) {
    require(block == open(), "I7", "the block that runs ends");
    require(jobs.count(block, JobState.RUNNING) == 0, "I7", "a block ends and a job of it runs");
    require(jobs.count(block, JobState.WAITING) == 0, "I11", "a job waits for ever");
    switch (how) {
      case COMPLETED -> {
        requireDone(block);
        require(mayStart(), "I12", "a block completes although it is stopped");
        require(
            checks.letComplete(block),
            "I12",
            "checks do not let block %d complete".formatted(block));
      }
      case FAILED -> {
        boolean isGivenUp = stopped != null && jobs.count(block, JobState.UNKNOWN) > 0;
        require(
            isBreached(block) || isGivenUp || StopRules.isFailure(stopped),
            "I12",
            "nothing breached");
        boolean isToPause = isBreached(block) && pauses(block);
        require(stopped != null || !isToPause, "I12", "it fails instead of being paused");
      }
      case STOPPED -> require(stopped != null, "I12", "nobody stopped it");
      case NOT_STARTED, RUNNING, SKIPPED -> throw new BrokenInvariant("I7", "ended as " + how);
    }
    blocks.ended(block, how);
  }

  /// Every job has come to its end, and what was tolerated is all that failed.
  private void requireDone(int block) {
    require(!isBreached(block), "I12", "too much failed in block " + block);
    long exit = shape.block(block).turn().exitDelay().toMillis();
    require(
        exit == 0 || now >= jobs.quietMillis() + exit,
        "I7",
        "it ends before its exit delay is over");
    jobs.requireDone(block);
  }

  /// Whether it waits for a person instead of failing: where both have more failures than they
  /// tolerate, both the work and the block must say so; a failed check never does.
  private boolean pauses(int block) {
    boolean ofWork =
        !hasTooManyFailures() || shape.request.tolerance().onBreach() == OnBreach.PAUSE;
    boolean ofBlock =
        !jobs.isBreached(block) || shape.block(block).tolerance().onBreach() == OnBreach.PAUSE;
    return ofWork && ofBlock && !hasFailedCheck(block);
  }

  private boolean hasFailedCheck(int block) {
    return checks.hasFailed(block)
        || (blocks.forward() == null && checks.hasFailed(CheckRound.OF_WORK));
  }

  private void workEnded(WorkState how) {
    require(open() == NO_BLOCK, "I11", "ends inside a block");
    require(
        jobs.count(JobState.RUNNING) + jobs.count(JobState.WAITING) == 0,
        "I11",
        "ends, and a job runs");
    var forward = blocks.forward();
    if (forward == null) {
      requireEnd(how);
      boolean cleansUp =
          startedMillis > 0 && stopped != StopCause.EMERGENCY_STOP && stopped != StopCause.KILL;
      require(!cleansUp || !blocks.leavesOut(how), "I7", "what runs in the end was left out");
    } else if (isCleanUpStopped && stopped != null && !StopRules.isFailure(stopped)) {
      require(how == StopRules.endOf(stopped), "I12", "ended as " + how);
    } else {
      require(
          isCleanUpStopped || !blocks.leavesOut(forward), "I7", "a block in the end is missing");
      boolean isFailed = forward == WorkState.COMPLETED && how == WorkState.FAILED;
      boolean isAnyUndone =
          blocks.isAnyFailed() || !jobs.areDone(block -> blocks.runsIn(block, forward));
      require(how == forward || (isFailed && isAnyUndone), "I12", "ended as " + how);
    }
    boolean areAllDone = jobs.areDone(block -> blocks.runsIn(block, WorkState.COMPLETED));
    require(
        how != WorkState.COMPLETED || (areAllDone && !blocks.isAnyFailed()),
        "I12",
        "completed, and a job or a block did not");
    ended = how;
  }

  /// What the forward blocks come to.
  private void requireEnd(WorkState how) {
    var expected = isDenied ? WorkState.STOPPED : WorkState.EXPIRED;
    if (stopped != null) {
      expected = StopRules.endOf(stopped);
    } else if (wasQueued) {
      boolean isFailed = blocks.isAnyForwardFailed() || checks.hasFailed(CheckRound.OF_WORK);
      boolean isDone = blocks.isForwardDone() && checks.letComplete(CheckRound.OF_WORK);
      require(isFailed || isDone, "I12", "ends before its end");
      expected =
          !isFailed && jobs.areDone(blocks::isForward) ? WorkState.COMPLETED : WorkState.FAILED;
    }
    require(how == expected, "I12", "ended as %s, not as %s".formatted(how, expected));
  }

  private boolean isBreached(int block) {
    return jobs.isBreached(block) || hasTooManyFailures() || hasFailedCheck(block);
  }

  private boolean hasTooManyFailures() {
    return blocks.forward() == null && jobs.areTooManyFailed();
  }

  // What others may ask.

  /// Fails unless the machine shows the same.
  public void check(WorkMachine machine) {
    jobs.check(machine);
    require(machine.wasEsStopped() == wasEsStopped, "I13", "the mark of the emergency stop");
    require(machine.state().isTerminal() == (ended != null), "I11", "ended or not");
    require(ended == null || machine.state() == ended, "I11", "it ended as " + ended);
  }

  /// How often a person has had the job run again.
  public int again(int job) {
    return jobs.again(job);
  }

  /// How many attempts of the job were started.
  public int attempts(int job) {
    return jobs.attempts(job);
  }

  /// The job as the request has it.
  public Job job(int job) {
    return shape.jobs.get(job);
  }

  public boolean isOnce(int job) {
    return shape.isOnce(job);
  }

  public boolean isVerifiable(int job) {
    return shape.isVerifiable(job);
  }

  public JobState state(int job) {
    return jobs.state(job);
  }

  /// How fast its blocks have gone.
  public PaceAccount pace() {
    return jobs.pace();
  }

  /// The jobs of a round of checks.
  public List<Job> checks(CheckRound round) {
    return checks.jobs(round);
  }

  /// The rounds of checks that should be running now.
  public List<CheckRound> checksToRun() {
    var rounds = new ArrayList<CheckRound>(0);
    if (ended == null && startedMillis > 0 && !isStopping()) {
      if (blocks.forward() == null) {
        checks.addRunning(CheckRound.OF_WORK, blocks.hasAnyStarted(), rounds);
      }
      if (open() != NO_BLOCK) {
        checks.addRunning(open(), true, rounds);
      }
    }
    return rounds;
  }

  /// Whether the call with this reason was carried out.
  public boolean hasOrder(String reason) {
    return orders.has(reason);
  }

  /// Whether it is being stopped, or has ended.
  public boolean isStopped() {
    return stopped != null || ended != null;
  }

  public boolean hasEnded() {
    return ended != null;
  }
}
