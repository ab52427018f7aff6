package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import java.util.function.IntPredicate;

/// What a work's facts say of its jobs, and what must hold of each and of those of a block
/// together.
final class JobAccount {
  private final RequestShape shape;
  private final JobTally tally;
  private final JobState[] jobs;
  private final int[] attempts;

  /// How often a person had a job run again.
  private final int[] again;

  private final int[] limits;

  /// Blocks in which a person put a failure right or lowered the limit: they may have more open
  /// than begins by itself.
  private final boolean[] mended;

  private final FailuresInARow inARow;
  private final PaceAccount pace;
  private final int[] failures;
  private final long[] notBefore;

  /// Whether the last attempt of a job failed.
  private final boolean[] lastFailed;

  /// When an attempt last ended; before that, when the block started.
  private long quietMillis;

  JobAccount(RequestShape shape) {
    this.shape = shape;
    tally = new JobTally(shape);
    jobs = tally.states;
    attempts = tally.attempts;
    again = new int[jobs.length];
    limits = shape.request.blocks().stream().mapToInt(block -> block.limit()).toArray();
    mended = new boolean[limits.length];
    pace = new PaceAccount(shape, tally);
    failures = new int[jobs.length];
    notBefore = new long[jobs.length];
    lastFailed = new boolean[jobs.length];
    inARow = new FailuresInARow(shape, jobs);
  }

  void blockStarted(long now) {
    pace.blockStarted();
    quietMillis = now;
  }

  void passedOver(int block) {
    for (int job = shape.firstJob[block]; job < shape.firstJob[block + 1]; job++) {
      if (jobs[job] == JobState.NOT_STARTED) {
        jobs[job] = JobState.SKIPPED;
      }
    }
  }

  void started(int job, int attempt, long now) {
    int block = shape.blockOf[job];
    require(now >= notBefore[job], "I7", "job %d starts before its time".formatted(job));
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
      require(tally.isDone(before), "I7", "the job before in the sequence");
    }
    require(tally.count(block, JobState.UNKNOWN) == 0, "I8", "of a job nobody knows what became");
    pace.started(job, now);
    attempts[job] = attempt;
    jobs[job] = JobState.RUNNING;
    inARow.started(job);
    int limit = limits[block];
    require(tally.count(block, JobState.RUNNING) <= limit, "I8", "more run than the limit allows");
    if (!mended[block]) {
      int lost = tally.count(block, JobState.WAITING);
      require(tally.count(block, JobState.RUNNING) + lost <= limit, "I8", "may run somewhere");
      require(
          tally.openSequences(block) <= limit, "I8", "more sequences open than the limit allows");
      checkStrict(block);
    }
  }

  void ended(Fact.AttemptEnded ended, long now, boolean isStopping) {
    int job = ended.job();
    var how = ended.how();
    boolean isGivenUp =
        jobs[job] == JobState.WAITING
            && how == (lastFailed[job] ? AttemptEnd.FAILED : AttemptEnd.UNKNOWN);
    require(
        jobs[job] == JobState.RUNNING || isGivenUp,
        "I4",
        "an attempt ends once: job %d is %s".formatted(job, jobs[job]));
    failures[job] += how == AttemptEnd.FAILED && !isGivenUp ? 1 : 0;
    jobs[job] =
        switch (how) {
          case SUCCEEDED -> JobState.COMPLETED;
          case FAILED, FATAL -> JobState.FAILED;
          case INTERRUPTED -> JobState.CANCELLED;
          case UNKNOWN -> JobState.UNKNOWN;
          case LOST -> JobState.WAITING;
        };
    lastFailed[job] = how == AttemptEnd.FAILED || how == AttemptEnd.FATAL;
    notBefore[job] = ended.againMillis();
    if (ended.againMillis() > 0) {
      require(how == AttemptEnd.FAILED && !isStopping, "I3", "tried again after " + how);
      require(failures[job] <= shape.jobs.get(job).retries(), "I3", "tried again too often");
      jobs[job] = JobState.WAITING;
    }
    quietMillis = now;
    pace.quiet(now);
    inARow.ended(job);
  }

  void skipped(int job, long now) {
    var was = jobs[job];
    require(
        was == JobState.NOT_STARTED || was == JobState.WAITING || was == JobState.FAILED,
        "I11",
        "a job that was %s is skipped".formatted(was));
    boolean wasOver = pace.isOver(shape.firstOf[job]);
    jobs[job] = JobState.SKIPPED;
    pace.skipped(job, wasOver, now);
    settled(job, was);
  }

  void resolved(int job, Resolution as, long now) {
    var was = jobs[job];
    require(was == JobState.UNKNOWN || was == JobState.FAILED, "I11", "resolves " + was);
    jobs[job] =
        switch (as) {
          case DONE -> JobState.COMPLETED;
          case FAILED -> JobState.FAILED;
          case RUN_AGAIN -> JobState.WAITING;
        };
    quietMillis = now;
    pace.quiet(now);
    if (as == Resolution.RUN_AGAIN) {
      again[job]++;
    }
    settled(job, was);
  }

  private void settled(int job, JobState was) {
    int block = shape.blockOf[job];
    notBefore[job] = 0;
    mended[block] = true;
    if (was == JobState.FAILED) {
      inARow.forgive(block);
    }
    inARow.ended(job);
  }

  void limitSet(int block, int limit) {
    mended[block] |= limit < limits[block];
    limits[block] = limit;
  }

  void resumed(int block, long now) {
    inARow.forgive(block);
    pace.quiet(now);
  }

  boolean hasRun(int block) {
    for (int job = shape.firstJob[block]; job < shape.firstJob[block + 1]; job++) {
      if (attempts[job] > 0) {
        return true;
      }
    }
    return false;
  }

  void requireDone(int block) {
    require(tally.count(block, JobState.UNKNOWN) == 0, "I12", "nobody knows of a job");
    for (int job = shape.firstJob[block]; job < shape.firstJob[block + 1]; job++) {
      require(tally.hasComeToItsEnd(job), "I12", "job %d was never started".formatted(job));
    }
  }

  /// Whether every job of some blocks was done or skipped.
  boolean areDone(IntPredicate ofBlock) {
    for (int job = 0; job < jobs.length; job++) {
      if (ofBlock.test(shape.blockOf[job]) && !tally.isDone(job)) {
        return false;
      }
    }
    return true;
  }

  boolean isBreached(int block) {
    var plan = shape.block(block);
    int tolerated =
        RequestShape.tolerated(plan.tolerance(), plan.single().size() + plan.sequences().size(), 0);
    return tally.count(block, JobState.FAILED) > tolerated
        || inARow.isTooMany(block)
        || tally.count(block, JobState.CANCELLED) > 0;
  }

  /// Whether more failed than the work tolerates.
  boolean areTooManyFailed() {
    int tolerated =
        RequestShape.tolerated(
            shape.request.tolerance(), shape.request.sequenceCount(), Integer.MAX_VALUE);
    return tally.count(JobState.FAILED) > tolerated;
  }

  /// In a strict block not even the failing of all that runs is more than is tolerated and one.
  private void checkStrict(int block) {
    var plan = shape.block(block);
    if (plan.tolerance().strict()) {
      int failed = tally.count(block, JobState.FAILED);
      int tolerated = RequestShape.tolerated(plan.tolerance(), plan.sequenceCount(), 0);
      require(
          failed + tally.openSequences(block) <= Math.max(failed, tolerated + 1),
          "I8",
          "too much at risk");
    }
  }

  /// Fails unless the machine shows the same.
  void check(WorkMachine machine) {
    for (int job = 0; job < jobs.length; job++) {
      require(
          machine.jobState(job) == jobs[job],
          "I24",
          "job %d is %s and shown as %s".formatted(job, jobs[job], machine.jobState(job)));
    }
  }

  int count(JobState state) {
    return tally.count(state);
  }

  int count(int block, JobState state) {
    return tally.count(block, state);
  }

  JobState state(int job) {
    return jobs[job];
  }

  int attempts(int job) {
    return attempts[job];
  }

  int again(int job) {
    return again[job];
  }

  long quietMillis() {
    return quietMillis;
  }

  PaceAccount pace() {
    return pace;
  }
}
