package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a work's facts say by themselves, and what must hold of them: an account of its own, that
/// asks the machine nothing. Jobs whose type begins with `once` are ONCE, all others IDEMPOTENT.
public final class WorkAccount {
  /// How the reason of an order begins that is an order by itself: carried out once.
  public static final String ORDER = "order ";

  private static final int NO_BLOCK = -1;

  private final RequestShape shape;
  private final JobState[] jobs;
  private final int[] attempts;

  /// How often a person had a job run again.
  private final int[] again;

  private final int[] limits;

  /// Blocks in which a person put a failure right or lowered the limit: they may have more open
  /// than begins by itself.
  private final boolean[] mended;

  private final FailuresInARow inARow;
  private final Set<String> orders = new HashSet<>(0);

  private int openBlock = NO_BLOCK;
  private int blocksEnded;
  private @Nullable BlockState lastBlock;
  private boolean wasQueued;
  private boolean wasEsStopped;
  private boolean isPaused;
  private @Nullable StopCause stopped;
  private @Nullable WorkState ended;

  public WorkAccount(WorkReq request) {
    shape = new RequestShape(request);
    jobs = new JobState[request.jobCount()];
    Arrays.fill(jobs, JobState.NOT_STARTED);
    attempts = new int[jobs.length];
    again = new int[jobs.length];
    limits = request.blocks().stream().mapToInt(block -> block.limit()).toArray();
    mended = new boolean[limits.length];
    inARow = new FailuresInARow(shape, jobs);
  }

  /// Takes what became true together.
  public void account(List<Fact> facts) {
    var inThisEntry = new HashSet<String>(0);
    for (var fact : facts) {
      account(fact);
      var order = reasonOf(fact);
      if (order.startsWith(ORDER) && inThisEntry.add(order)) {
        require(orders.add(order), "I18", order + " was carried out twice");
      }
    }
  }

  private static String reasonOf(Fact fact) {
    return switch (fact) {
      case Fact.StopOrdered(_, _, var reason) -> reason;
      case Fact.PauseOrdered(_, var reason) -> reason;
      case Fact.Resumed(_, var reason) -> reason;
      case Fact.JobSkipped(_, _, var reason) -> reason;
      case Fact.JobResolved(_, _, _, var reason) -> reason;
      case Fact.LimitSet(_, _, _, var reason) -> reason;
      case Fact _ -> "";
    };
  }

  private void account(Fact fact) {
    if (ended != null) {
      throw new BrokenInvariant("I11", "%s after the end (%s)".formatted(fact, ended));
    }
    switch (fact) {
      case Fact.AttemptStarted(int job, int attempt) -> started(job, attempt);
      case Fact.AttemptEnded(int job, var how, _) -> attemptEnded(job, how);
      case Fact.BlockStarted(int block) -> {
        require(openBlock == NO_BLOCK && block == blocksEnded, "I7", "blocks in order");
        require(stopped == null && !isPaused, "I10", "no block starts now");
        openBlock = block;
      }
      case Fact.BlockEnded(int block, var how) -> blockEnded(block, how);
      case Fact.StopOrdered(var cause, _, _) -> {
        require(
            stopped == null || strength(cause) > strength(stopped),
            "I11",
            "a stop only becomes firmer");
        wasEsStopped |= cause == StopCause.EMERGENCY_STOP;
        stopped = cause;
      }
      case Fact.PauseOrdered _ -> isPaused = true;
      case Fact.Paused() -> require(isPaused && count(JobState.RUNNING) == 0, "I8", "paused");
      case Fact.Resumed _ -> {
        require(isPaused && stopped == null, "I11", "resumes what is paused");
        isPaused = false;
        inARow.forgive(openBlock);
      }
      case Fact.JobSkipped(int job, _, _) -> skipped(job);
      case Fact.JobResolved(int job, var as, _, _) -> resolved(job, as);
      case Fact.LimitSet(int block, int limit, _, _) -> {
        mended[block] |= limit < limits[block];
        limits[block] = limit;
      }
      case Fact.WorkEnded(var how, _) -> workEnded(how);
      case Fact.Queued _ -> {
        require(!wasQueued, "I18", "executed twice");
        wasQueued = true;
      }
      case Fact.WorkStarted() -> require(wasQueued && stopped == null, "I18", "starts once let");
      case Fact.AttemptNotStopping(int job) ->
          require(jobs[job] == JobState.RUNNING, "I4", "not stopping, and does not run");
      case Fact.Submitted _ -> {}
    }
  }

  private static int strength(StopCause cause) {
    return switch (cause) {
      case STOP -> 1;
      case FATAL_OUTCOME, CANCEL -> 2;
      case EMERGENCY_STOP -> 3;
      case KILL -> 4;
    };
  }

  private void started(int job, int attempt) {
    require(stopped == null && !isPaused, "I10", "job %d starts now".formatted(job));
    require(shape.blockOf[job] == openBlock, "I7", "a start in the block that runs");
    require(attempt == attempts[job] + 1, "I3", "attempts are counted");
    require(
        jobs[job] == (attempts[job] == 0 ? JobState.NOT_STARTED : JobState.WAITING),
        "I3",
        "job %d was %s and starts".formatted(job, jobs[job]));
    require(
        !shape.isOnce(job) || attempt <= 1 + again[job],
        "I2",
        "a ONCE job starts once, and when a person says so");
    for (int before = shape.firstOf[job]; before < job; before++) {
      require(isDone(before), "I7", "the job before in the sequence");
    }
    require(count(openBlock, JobState.UNKNOWN) == 0, "I8", "of a job nobody knows what became");
    require(!isBreached(openBlock), "I7", "too much has failed to start more");
    attempts[job] = attempt;
    jobs[job] = JobState.RUNNING;
    inARow.started(job);
    int limit = limits[openBlock];
    require(count(openBlock, JobState.RUNNING) <= limit, "I8", "more run than the limit allows");
    if (!mended[openBlock]) {
      int lost = count(openBlock, JobState.WAITING);
      require(count(openBlock, JobState.RUNNING) + lost <= limit, "I8", "may run somewhere");
      require(openSequences() <= limit, "I8", "more sequences open than the limit allows");
      checkStrict();
    }
  }

  private void attemptEnded(int job, AttemptEnd how) {
    boolean isOpen =
        jobs[job] == JobState.RUNNING
            || (jobs[job] == JobState.WAITING && how == AttemptEnd.UNKNOWN);
    require(isOpen, "I4", "an attempt ends once: job %d is %s".formatted(job, jobs[job]));
    jobs[job] =
        switch (how) {
          case SUCCEEDED -> JobState.COMPLETED;
          case FAILED, FATAL -> JobState.FAILED;
          case INTERRUPTED -> JobState.CANCELLED;
          case UNKNOWN -> JobState.UNKNOWN;
          case LOST -> JobState.WAITING;
        };
    inARow.ended(job);
  }

  private void skipped(int job) {
    var was = jobs[job];
    require(
        was == JobState.NOT_STARTED || was == JobState.WAITING || was == JobState.FAILED,
        "I11",
        "a job that was %s is skipped".formatted(was));
    jobs[job] = JobState.SKIPPED;
    settled(job, was);
  }

  private void resolved(int job, Resolution as) {
    var was = jobs[job];
    require(was == JobState.UNKNOWN || was == JobState.FAILED, "I11", "resolves " + was);
    jobs[job] =
        switch (as) {
          case DONE -> JobState.COMPLETED;
          case FAILED -> JobState.FAILED;
          case RUN_AGAIN -> JobState.WAITING;
        };
    if (as == Resolution.RUN_AGAIN) {
      again[job]++;
    }
    settled(job, was);
  }

  private void settled(int job, JobState was) {
    int block = shape.blockOf[job];
    require(block == openBlock || block >= blocksEnded, "I11", "the block has ended");
    mended[block] = true;
    if (was == JobState.FAILED) {
      inARow.forgive(block);
    }
    inARow.ended(job);
  }

  private void blockEnded(int block, BlockState how) {
    require(block == openBlock, "I7", "the block that runs ends");
    boolean isKilled = how == BlockState.STOPPED && stopped == StopCause.KILL;
    require(count(block, JobState.RUNNING) == 0, "I7", "a block ends and a job of it runs");
    require(count(block, JobState.WAITING) == 0, "I11", "a job waits for ever");
    switch (how) {
      case COMPLETED -> {
        require(stopped == null && !isBreached(block), "I12", "too much failed in block " + block);
        require(count(block, JobState.UNKNOWN) == 0, "I12", "nobody knows of a job");
        for (int job = shape.firstJob[block]; job < shape.firstJob[block + 1]; job++) {
          require(hasComeToItsEnd(job), "I12", "job %d was never started".formatted(job));
        }
        require(!isPaused, "I7", "ends while it is paused");
      }
      case FAILED ->
          require(
              isBreached(block) || stopped == StopCause.FATAL_OUTCOME, "I12", "nothing breached");
      case STOPPED -> require(stopped != null || isKilled, "I12", "nobody stopped it");
      case NOT_STARTED, RUNNING -> throw new BrokenInvariant("I7", "ended as " + how);
    }
    openBlock = NO_BLOCK;
    lastBlock = how;
    blocksEnded++;
  }

  private boolean hasComeToItsEnd(int job) {
    for (int before = shape.firstOf[job]; before < job; before++) {
      if (jobs[before] == JobState.FAILED) {
        return true;
      }
    }
    return isDone(job) || jobs[job] == JobState.FAILED;
  }

  private boolean isDone(int job) {
    return jobs[job] == JobState.COMPLETED || jobs[job] == JobState.SKIPPED;
  }

  private void workEnded(WorkState how) {
    require(openBlock == NO_BLOCK, "I11", "ends inside a block");
    require(count(JobState.RUNNING) + count(JobState.WAITING) == 0, "I11", "ends, and a job runs");
    int done = count(JobState.COMPLETED) + count(JobState.SKIPPED);
    var expected = how;
    if (stopped != null) {
      expected = endOf(stopped);
    } else if (!wasQueued) {
      expected = WorkState.EXPIRED;
    } else {
      require(
          lastBlock == BlockState.FAILED || blocksEnded == limits.length,
          "I12",
          "ends before its blocks have");
      expected = done == jobs.length ? WorkState.COMPLETED : WorkState.FAILED;
    }
    require(how == expected, "I12", "ended as %s, not as %s".formatted(how, expected));
    ended = how;
  }

  private static WorkState endOf(StopCause cause) {
    return switch (cause) {
      case STOP -> WorkState.STOPPED;
      case FATAL_OUTCOME -> WorkState.FAILED;
      case CANCEL -> WorkState.CANCELLED;
      case EMERGENCY_STOP -> WorkState.ES_STOPPED;
      case KILL -> WorkState.KILLED;
    };
  }

  private boolean isBreached(int block) {
    var plan = shape.block(block);
    int tolerated =
        RequestShape.tolerated(plan.tolerance(), plan.single().size() + plan.sequences().size(), 0);
    int all =
        RequestShape.tolerated(
            shape.request.tolerance(), shape.request.sequenceCount(), Integer.MAX_VALUE);
    return count(block, JobState.FAILED) > tolerated
        || count(JobState.FAILED) > all
        || inARow.isTooMany(block)
        || count(block, JobState.CANCELLED) > 0;
  }

  /// In a strict block not even the failing of all that runs is more than is tolerated and one.
  private void checkStrict() {
    var plan = shape.block(openBlock);
    if (plan.tolerance().strict()) {
      int failed = count(openBlock, JobState.FAILED);
      int tolerated = RequestShape.tolerated(plan.tolerance(), plan.sequenceCount(), 0);
      require(
          failed + openSequences() <= Math.max(failed, tolerated + 1), "I8", "too much at risk");
    }
  }

  /// Sequences of the open block that have begun and neither failed nor come to their end.
  private int openSequences() {
    int open = 0;
    int end = shape.firstJob[openBlock + 1];
    for (int first = shape.firstJob[openBlock]; first < end; first = shape.lastOf[first] + 1) {
      open += isOpen(first) ? 1 : 0;
    }
    return open;
  }

  private boolean isOpen(int first) {
    boolean hasBegun = false;
    boolean hasMore = false;
    for (int job = first; job <= shape.lastOf[first]; job++) {
      if (jobs[job] == JobState.FAILED || jobs[job] == JobState.CANCELLED) {
        return false;
      }
      hasBegun |= attempts[job] > 0;
      hasMore |= !isDone(job);
    }
    return hasBegun && hasMore;
  }

  private int count(JobState state) {
    return count(0, jobs.length, state);
  }

  private int count(int block, JobState state) {
    return count(shape.firstJob[block], shape.firstJob[block + 1], state);
  }

  private int count(int from, int to, JobState state) {
    int count = 0;
    for (int job = from; job < to; job++) {
      count += jobs[job] == state ? 1 : 0;
    }
    return count;
  }

  // What others may ask.

  /// Fails unless the machine shows the same.
  public void check(WorkMachine machine) {
    for (int job = 0; job < jobs.length; job++) {
      require(
          machine.jobState(job) == jobs[job],
          "I24",
          "job %d is %s and shown as %s".formatted(job, jobs[job], machine.jobState(job)));
    }
    require(machine.wasEsStopped() == wasEsStopped, "I13", "the mark of the emergency stop");
    require(machine.state().isTerminal() == (ended != null), "I11", "ended or not");
    require(ended == null || machine.state() == ended, "I11", "it ended as " + ended);
  }

  /// How often a person has had the job run again.
  public int again(int job) {
    return again[job];
  }

  /// How many attempts of the job were started.
  public int attempts(int job) {
    return attempts[job];
  }

  /// The job as the request has it.
  public Job job(int job) {
    return shape.jobs.get(job);
  }

  public int jobCount() {
    return jobs.length;
  }

  public JobState state(int job) {
    return jobs[job];
  }

  public boolean isOnce(int job) {
    return shape.isOnce(job);
  }

  /// Whether the call with this reason was carried out.
  public boolean hasOrder(String reason) {
    return orders.contains(reason);
  }

  /// Whether it is being stopped, or has ended.
  public boolean isStopped() {
    return stopped != null || ended != null;
  }

  public boolean hasEnded() {
    return ended != null;
  }
}
