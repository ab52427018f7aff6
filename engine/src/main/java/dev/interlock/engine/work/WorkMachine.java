package dev.interlock.engine.work;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a work is, and what follows from that: the heart of the engine.
///
/// [#decide] and [#follow] say which facts an input leads to and change nothing; [#apply] is the
/// only way to change the state. Folding a work's facts in order gives its state, in recovery, in
/// Status and in tests. Deterministic, without I/O, clock, threads or randomness; for one thread.
///
/// Jobs are numbered over the whole work, from 0, in the order of the request.
public final class WorkMachine {
  private final WorkReq request;
  private final JobPlaces places;
  private final BlockProgress[] blocks;
  private final JobTable jobs;
  private final JobCounts counts;
  private final int toleratedFailures;
  private final Set<Integer> notStopping = new HashSet<>(0);

  private WorkState state = WorkState.NOT_STARTED;
  private String reason = "";
  private StopCause stopCause = StopCause.FATAL_OUTCOME;
  private boolean esStopped;
  private int current = -1;
  private long startedMillis;
  private long endedMillis;

  /// A work that nothing has happened to yet.
  public WorkMachine(WorkReq request) {
    this.request = request;
    this.places = new JobPlaces(request);
    this.blocks = new BlockProgress[request.blocks().size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new BlockProgress(request.blocks().get(i), i, places);
    }
    this.jobs = new JobTable(jobCount());
    this.counts = new JobCounts(jobCount());
    this.toleratedFailures = request.toleratedFailures();
  }

  /// Takes inputs to their end: the facts that they lead to, already applied. What may start is
  /// decided after all of them, so that a stop or a failure among them wins.
  public List<Fact> take(List<Input> inputs, Starts starts, Instant at) {
    var facts = new ArrayList<Fact>();
    for (var input : inputs) {
      applyAll(decide(input), at, facts);
    }
    for (var more = follow(starts); !more.isEmpty(); more = follow(starts)) {
      applyAll(more, at, facts);
    }
    return facts;
  }

  private void applyAll(List<Fact> more, Instant at, List<Fact> facts) {
    for (var fact : more) {
      apply(fact, at);
    }
    facts.addAll(more);
  }

  /// What an input means by itself. Changes nothing.
  public List<Fact> decide(Input input) {
    if (state.isTerminal()) {
      return List.of();
    }
    return switch (input) {
      case Input.Executed(var actor) ->
          state == WorkState.NOT_STARTED ? List.of(new Fact.Queued(actor)) : List.of();
      case Input.TakenOver takenOver -> takenOver(takenOver);
      case Input.AttemptFinished(int job, var how, var note) -> finished(job, how, note);
      case Input.GraceOver(int job) ->
          jobs.state(job) == JobState.RUNNING && !notStopping.contains(job)
              ? List.of(new Fact.AttemptNotStopping(job))
              : List.of();
      case Input.StopNow(var cause, var why) ->
          isStoppingFor(cause) ? List.of() : List.of(new Fact.StopOrdered(cause, why));
      case Input.LookAgain() -> List.of();
    };
  }

  private List<Fact> takenOver(Input.TakenOver input) {
    var facts = new ArrayList<Fact>();
    if (state == WorkState.WAITING) {
      facts.add(new Fact.WorkStarted());
    }
    for (int job : runningJobs()) {
      facts.add(lost(job, input));
    }
    return facts;
  }

  private Fact lost(int job, Input.TakenOver input) {
    var attempt = "attempt %d was running when its server ended".formatted(jobs.attempts(job));
    if (state == WorkState.STOPPING) {
      return new Fact.AttemptEnded(
          job, AttemptEnd.UNKNOWN, attempt + " while the work was being stopped");
    }
    return switch (input.crashClasses().apply(job)) {
      case IDEMPOTENT -> new Fact.AttemptEnded(job, AttemptEnd.LOST, attempt + "; it is run again");
      case ONCE ->
          new Fact.AttemptEnded(
              job,
              AttemptEnd.UNKNOWN,
              attempt
                  + "; nobody knows whether it took effect and it must not run twice: look at"
                  + " what it touches");
    };
  }

  private List<Fact> finished(int job, AttemptEnd how, String note) {
    if (jobs.state(job) != JobState.RUNNING) {
      throw new IllegalStateException(
          "bug: an attempt of job %d ended (%s) while the job was %s"
              .formatted(job, how, jobs.state(job)));
    }
    if (how == AttemptEnd.LOST && state == WorkState.STOPPING) {
      return List.of(new Fact.AttemptEnded(job, AttemptEnd.INTERRUPTED, note)); // no next attempt
    }
    var ended = new Fact.AttemptEnded(job, how, note);
    return how == AttemptEnd.FATAL && state != WorkState.STOPPING
        ? List.of(ended, new Fact.StopOrdered(StopCause.FATAL_OUTCOME, path(job) + ": " + note))
        : List.of(ended);
  }

  private boolean isStoppingFor(StopCause cause) {
    return state == WorkState.STOPPING
        && (cause == stopCause || stopCause == StopCause.EMERGENCY_STOP);
  }

  /// What the state leads to without any further input; empty when it has to wait for one. Changes
  /// nothing.
  public List<Fact> follow(Starts starts) {
    return switch (state) {
      case RUNNING -> followRunning(starts);
      case STOPPING -> running() == 0 ? endStopped() : List.of();
      case NOT_STARTED,
          WAITING,
          PAUSING,
          PAUSED,
          COMPLETED,
          FAILED,
          STOPPED,
          CANCELLED,
          KILLED,
          ES_STOPPED,
          EXPIRED ->
          List.of();
    };
  }

  private List<Fact> followRunning(Starts starts) {
    if (current >= 0 && blocks[current].state == BlockState.RUNNING) {
      return followBlock(blocks[current], starts);
    }
    if (current >= 0 && blocks[current].state == BlockState.FAILED) {
      return List.of(new Fact.WorkEnded(WorkState.FAILED, whyFailed(blocks[current])));
    }
    if (current + 1 == blocks.length) {
      return List.of(endOfAllBlocks());
    }
    return starts == Starts.ALLOWED ? List.of(new Fact.BlockStarted(current + 1)) : List.of();
  }

  private List<Fact> followBlock(BlockProgress block, Starts starts) {
    boolean breached = block.isBreached() || counts.of(JobState.FAILED) > toleratedFailures;
    if (breached || !block.hasMoreToStart()) {
      return block.running() == 0
          ? endOfBlock(block, breached ? BlockState.FAILED : BlockState.COMPLETED)
          : List.of();
    }
    if (starts == Starts.HELD) {
      return List.of();
    }
    var facts = new ArrayList<Fact>();
    for (int job : block.nextJobs()) {
      facts.add(new Fact.AttemptStarted(job, jobs.attempts(job) + 1));
    }
    return facts;
  }

  /// A job that waits for another attempt will get none: of the lost one nobody knows how it ended.
  private List<Fact> endOfBlock(BlockProgress block, BlockState how) {
    var facts = new ArrayList<Fact>();
    for (int job : block.ready()) {
      if (jobs.state(job) != JobState.WAITING) {
        continue; // the sequence does not go on, and its next job was never started
      }
      facts.add(
          new Fact.AttemptEnded(
              job,
              AttemptEnd.UNKNOWN,
              "attempt %d was lost, and its block ended before it was run again"
                  .formatted(jobs.attempts(job))));
    }
    facts.add(new Fact.BlockEnded(current, how));
    return facts;
  }

  /// COMPLETED means that every job completed: failures that were tolerated let the work go on, and
  /// still show at its end.
  private Fact endOfAllBlocks() {
    int notDone = jobCount() - counts.of(JobState.COMPLETED) - counts.of(JobState.SKIPPED);
    return notDone == 0
        ? new Fact.WorkEnded(WorkState.COMPLETED, "")
        : new Fact.WorkEnded(WorkState.FAILED, Reasons.ofToleratedFailures(counts, jobCount()));
  }

  private List<Fact> endStopped() {
    var facts = new ArrayList<Fact>();
    if (current >= 0 && blocks[current].state == BlockState.RUNNING) {
      facts.addAll(endOfBlock(blocks[current], stopCause.blockEnding()));
    }
    facts.add(new Fact.WorkEnded(stopCause.ending(), reason));
    return facts;
  }

  private String whyFailed(BlockProgress block) {
    int first = block.firstJob;
    while (!jobs.state(first).isUndone()) {
      first++;
    }
    return Reasons.ofFailure(block, counts.of(JobState.FAILED), toleratedFailures)
        + "; the first is %s: %s".formatted(path(first), jobs.note(first));
  }

  /// Changes the state by a fact.
  ///
  /// @param at when it happened, in whole milliseconds
  public void apply(Fact fact, Instant at) {
    if (state.isTerminal()) {
      throw new IllegalStateException("bug: %s after the work had ended".formatted(fact));
    }
    long millis = at.toEpochMilli();
    switch (fact) {
      case Fact.Submitted _ -> state = WorkState.NOT_STARTED;
      case Fact.Queued _ -> state = WorkState.WAITING;
      case Fact.WorkStarted() -> {
        state = WorkState.RUNNING;
        startedMillis = millis;
      }
      case Fact.BlockStarted(int block) -> {
        current = block;
        blocks[block].state = BlockState.RUNNING;
        blocks[block].startedMillis = millis;
      }
      case Fact.AttemptStarted(int job, int attempt) -> {
        move(job, JobState.RUNNING);
        jobs.start(job, attempt, millis);
        blocks[current].started(job);
      }
      case Fact.AttemptEnded ended -> attemptEnded(ended, millis);
      case Fact.AttemptNotStopping(int job) -> notStopping.add(job);
      case Fact.BlockEnded(int block, var how) -> {
        blocks[block].state = how;
        blocks[block].endedMillis = millis;
      }
      case Fact.StopOrdered(var cause, var why) -> {
        state = WorkState.STOPPING;
        stopCause = cause;
        reason = why;
        esStopped |= cause == StopCause.EMERGENCY_STOP;
      }
      case Fact.WorkEnded(var how, var why) -> {
        state = how;
        reason = why;
        endedMillis = millis;
      }
    }
  }

  private void attemptEnded(Fact.AttemptEnded ended, long millis) {
    int job = ended.job();
    move(job, ended.how().job());
    jobs.end(job, ended.how().job(), ended.note(), millis);
    if (ended.how() == AttemptEnd.LOST) {
      blocks[current].lost(job);
    } else {
      blocks[current].ended(job, ended.how().job());
    }
    notStopping.remove(job);
  }

  private void move(int job, JobState to) {
    var from = jobs.state(job);
    counts.move(from, to);
    blocks[current].counts.move(from, to);
  }

  // What the state is, for whoever shows it.

  public WorkReq request() {
    return request;
  }

  public WorkState state() {
    return state;
  }

  /// What a waiting work waits for, why a stopping one stops, why an ended one ended so; may be
  /// empty.
  public String reason() {
    return reason;
  }

  public boolean hadErrors() {
    return counts.failedOrUnknown() > 0 || counts.of(JobState.CANCELLED) > 0;
  }

  public boolean wasEsStopped() {
    return esStopped;
  }

  /// Since the epoch; 0 before the work has started.
  public long startedMillis() {
    return startedMillis;
  }

  /// Since the epoch; 0 before the work has ended.
  public long endedMillis() {
    return endedMillis;
  }

  public JobCounts counts() {
    return counts;
  }

  public int running() {
    return counts.of(JobState.RUNNING);
  }

  public int jobCount() {
    return places.jobCount();
  }

  /// How the block stands now: a copy, except for the counts, which go on counting.
  public BlockView block(int block) {
    return blocks[block].view();
  }

  /// The block that a job is in.
  public int blockOf(int job) {
    return places.blockOf(job);
  }

  public JobPlace place(int job) {
    return places.place(job);
  }

  public Job job(int job) {
    return places.job(job);
  }

  /// How the job stands now.
  public JobView jobView(int job) {
    return new JobView(
        jobs.state(job),
        jobs.note(job),
        jobs.firstStartedMillis(job),
        jobs.endedMillis(job),
        jobs.attemptsOf(job),
        notStopping.contains(job));
  }

  public JobState jobState(int job) {
    return jobs.state(job);
  }

  /// Where the request has the job: `blocks[2].jobs[7]`, and what it is called.
  public String path(int job) {
    return places.path(job);
  }

  /// The jobs with a running attempt, in order.
  public int[] runningJobs() {
    if (current < 0 || running() == 0) {
      return new int[0];
    }
    var block = blocks[current];
    var found = new int[running()];
    int n = 0;
    for (int job = block.firstJob; n < found.length; job++) {
      if (jobs.state(job) == JobState.RUNNING) {
        found[n++] = job;
      }
    }
    return found;
  }
}
