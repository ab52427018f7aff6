package dev.interlock.engine.work;

import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state of a work: what its facts say. Changed by [#apply] alone.
final class WorkProgress {
  final WorkReq request;
  final JobPlaces places;
  final BlockProgress[] blocks;
  final JobTable jobs;
  final JobCounts counts;
  final Set<Integer> notStopping = new HashSet<>(0);
  final CheckProgress checks;
  final int toleratedFailures;

  /// Jobs that were skipped because the condition of their block did not hold.
  final BitSet passedOver = new BitSet();

  /// What jobs of the block that runs wait for before they may touch it.
  final Map<Integer, Fact.TargetAwaited> awaited = new TreeMap<>();

  /// Who has approved it, by their names; of each the last.
  final Map<String, Approval> approvals = new LinkedHashMap<>(0);

  WorkState state = WorkState.NOT_STARTED;
  String reason = "";
  StopCause stopCause = StopCause.STOP;
  boolean esStopped;
  int current = -1;
  long startedMillis;
  long endedMillis;

  /// When it was last allowed to go on: executed or resumed; or when it may start, if that is
  /// later.
  long dueMillis;

  /// What the forward blocks came to, while blocks run that do so in the end.
  Fact.@Nullable ForwardEnded forward;

  long forwardEndedMillis;

  /// Whether it was stopped while those ran.
  boolean isCleanUpStopped;

  /// When it was last paused, by a person or by failures.
  long pausedMillis;

  WorkProgress(WorkReq request) {
    this.request = request;
    this.places = new JobPlaces(request);
    this.jobs = new JobTable(places.jobCount());
    this.counts = new JobCounts(places.jobCount());
    this.checks = new CheckProgress(request.checks());
    this.toleratedFailures = request.toleratedFailures();
    this.blocks = new BlockProgress[request.blocks().size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new BlockProgress(request.blocks().get(i), i, places, jobs, this::mayFail);
    }
  }

  /// How many more may fail in the forward blocks; those that run in the end are not held to that.
  private long mayFail() {
    int failed = counts.of(JobState.FAILED) + counts.of(JobState.UNKNOWN);
    return forward == null ? (long) toleratedFailures - failed : Integer.MAX_VALUE;
  }

  int running() {
    return counts.of(JobState.RUNNING);
  }

  /// Whether a block runs now.
  boolean isInBlock() {
    return current >= 0 && blocks[current].state == BlockState.RUNNING;
  }

  /// Whether more has failed in the forward blocks than the work tolerates.
  boolean hasTooManyFailures() {
    return forward == null && counts.of(JobState.FAILED) > toleratedFailures;
  }

  /// Whether it is being stopped and nothing more of it starts. What runs in the end of a stopped
  /// work is not stopped itself.
  boolean isStopping() {
    return state == WorkState.STOPPING && (forward == null || isCleanUpStopped);
  }

  /// Whether it was executed and has not ended.
  boolean isUnderWay() {
    return state != WorkState.NOT_STARTED && !state.isTerminal();
  }

  /// Whether the block that runs must start nothing more because of what has failed.
  boolean isBreached() {
    return isInBlock()
        && (blocks[current].isBreached() || hasFailedCheck() || hasTooManyFailures());
  }

  /// Whether a check failed that the block that runs depends on: those of the work hold for the
  /// forward blocks alone.
  private boolean hasFailedCheck() {
    return blocks[current].checks.hasFailed() || (forward == null && checks.hasFailed());
  }

  /// Whether it is to wait for a person because of that, instead of failing: where both tolerances
  /// are breached, both must say so.
  boolean pausesForFailures() {
    if (!isBreached() || hasFailedCheck()) {
      return false;
    }
    var block = blocks[current];
    return (!hasTooManyFailures() || request.tolerance().onBreach() == OnBreach.PAUSE)
        && (!block.isBreached() || block.block.tolerance().onBreach() == OnBreach.PAUSE);
  }

  /// Whether a job of the block that runs is still to start.
  boolean mayAwait(int job) {
    var state = jobs.state(job);
    return isInBlock()
        && places.blockOf(job) == current
        && (state == JobState.NOT_STARTED || state == JobState.WAITING);
  }

  /// Whether it was not said before.
  boolean isNews(Fact.TargetAwaited awaits) {
    var said = awaited.get(awaits.job());
    boolean isSaid =
        said != null && said.target().equals(awaits.target()) && said.user().equals(awaits.user());
    return !isSaid || (awaits.untilMillis() > dueMillis && onlyAwaitsTargets());
  }

  boolean onlyAwaitsTargets() {
    boolean mayStart = state == WorkState.RUNNING || (state == WorkState.STOPPING && !isStopping());
    if (!mayStart || !isInBlock() || isBreached() || awaited.isEmpty()) {
      return false;
    }
    var block = blocks[current];
    boolean isIdle = block.running() + block.unknown() == 0;
    return isIdle && awaited.keySet().containsAll(block.toBeRunAgain());
  }

  /// The checks of the work or of a block.
  CheckProgress checksOf(CheckRound round) {
    return round.block() == CheckRound.OF_WORK ? checks : blocks[round.block()].checks;
  }

  /// The rounds of checks that should be running now.
  List<CheckRound> checksToRun() {
    if (state.isTerminal() || state == WorkState.NOT_STARTED || isStopping()) {
      return List.of();
    }
    var rounds = new ArrayList<CheckRound>(0);
    if (forward == null) {
      addRounds(rounds, CheckRound.OF_WORK, checks, current >= 0);
    }
    if (isInBlock()) {
      addRounds(rounds, current, blocks[current].checks, true);
    }
    return rounds;
  }

  private static void addRounds(
      List<CheckRound> rounds, int block, CheckProgress of, boolean hasBegun) {
    if (of.checks.jobCount() == 0 || of.hasFailed() || of.isBypassed()) {
      return;
    }
    of.open().ifPresent(kind -> rounds.add(new CheckRound(block, kind)));
    if (hasBegun && !of.checks.continuous().isEmpty() && of.dueBefore().isEmpty()) {
      rounds.add(new CheckRound(block, CheckKind.CONTINUOUS));
    }
  }

  /// When it must have ended, or the block that runs must have; [WorkMachine#NEVER] when there is
  /// no such time. The blocks that run in the end have their own.
  long deadlineMillis() {
    long ofBlock = isInBlock() ? blocks[current].deadlineMillis() : WorkMachine.NEVER;
    boolean isLimited = !request.deadline().isZero() && startedMillis > 0 && forward == null;
    return isLimited ? Math.min(ofBlock, startedMillis + request.deadline().toMillis()) : ofBlock;
  }

  /// Whether it can only go on once a person has said what became of a job.
  boolean waitsForPerson() {
    return state == WorkState.RUNNING
        && isInBlock()
        && blocks[current].unknown() > 0
        && running() == 0
        && !isBreached();
  }

  /// The jobs with a running attempt, in order.
  int[] runningJobs() {
    return isInBlock() ? jobsOf(blocks[current], JobState.RUNNING) : new int[0];
  }

  /// The jobs of a block that are in a state, in order.
  int[] jobsOf(BlockProgress block, JobState in) {
    var found = new int[block.counts.of(in)];
    int n = 0;
    for (int job = block.firstJob; n < found.length; job++) {
      if (jobs.state(job) == in) {
        found[n++] = job;
      }
    }
    return found;
  }

  /// Changes the state by a fact.
  ///
  /// @param at when it happened, in whole milliseconds
  void apply(Fact fact, Instant at) {
    if (state.isTerminal()) {
      throw new IllegalStateException("bug: %s after the work had ended".formatted(fact));
    }
    long millis = at.toEpochMilli();
    switch (fact) {
      case Fact.Submitted _ -> state = WorkState.NOT_STARTED;
      case Fact.Queued(_, var startAtMillis) -> {
        state = WorkState.WAITING;
        reason = "";
        dueMillis = Math.max(startAtMillis, millis);
      }
      case Fact.Claimed(var replica) -> jobs.runOn(replica);
      case Fact.WorkStarted() -> {
        state = WorkState.RUNNING;
        startedMillis = millis;
      }
      case Fact.BlockStarted(int block) -> blockStarted(block, millis);
      case Fact.AttemptStarted(int job, int attempt) -> attemptStarted(job, attempt, millis);
      case Fact.TargetAwaited awaits -> {
        awaited.put(awaits.job(), awaits);
        dueMillis = Math.max(dueMillis, awaits.untilMillis());
      }
      case Fact.AttemptEnded ended -> attemptEnded(ended, millis);
      case Fact.AttemptNotStopping(int job) -> notStopping.add(job);
      case Fact.BlockEnded(int block, var how) -> {
        blocks[block].state = how;
        blocks[block].endedMillis = millis;
        awaited.clear();
      }
      case Fact.StopOrdered(var cause, var actor, var why) -> {
        state = WorkState.STOPPING;
        stopCause = cause;
        reason = Reasons.by(actor, why);
        esStopped |= cause == StopCause.EMERGENCY_STOP;
        isCleanUpStopped |= forward != null;
      }
      case Fact.ChecksStarted(var round) -> checksOf(round).started(round.kind());
      case Fact.ChecksEnded(var round, var passed, var note) ->
          checksOf(round).ended(round.kind(), passed, note);
      case Fact.BlockPassedOver(int block, var why) -> passedOver(blocks[block], why, millis);
      case Fact.ForwardEnded ended -> {
        forward = ended;
        forwardEndedMillis = millis;
      }
      case Fact.WorkEnded(var how, var why) -> {
        state = how;
        reason = why;
        endedMillis = millis;
      }
      case Fact.PauseOrdered(var actor, var why) -> {
        state = WorkState.PAUSING;
        pausedMillis = millis;
        reason = Reasons.by(actor, why);
      }
      case Fact.Paused() -> state = WorkState.PAUSED;
      case Fact.Resumed _ -> resumed(millis);
      case Fact.JobSkipped(int job, var actor, var why) ->
          skipped(job, Reasons.by(actor, why), millis);
      case Fact.JobResolved(int job, var as, var actor, var why) ->
          resolved(job, as, Reasons.by(actor, why), millis);
      case Fact.LimitSet(int block, int limit, _, _) -> blocks[block].setLimit(limit);
      case Fact.Approved(var actor, var groups, var policies, _) -> {
        approvals.put(actor, new Approval(actor, groups, policies, at));
        reason = "approved by " + String.join(", ", approvals.keySet());
      }
      case Fact.Denied _ -> {} // the end of the work comes with it
    }
  }

  private void blockStarted(int block, long millis) {
    current = block;
    blocks[block].state = BlockState.RUNNING;
    blocks[block].startedMillis = millis;
    blocks[block].quietMillis = millis;
  }

  private void attemptStarted(int job, int attempt, long millis) {
    move(job, JobState.RUNNING);
    awaited.remove(job);
    dueMillis = Math.min(dueMillis, millis);
    jobs.start(job, attempt, millis);
    blocks[current].started(job, millis);
    blocks[current].checks.attemptStarted();
  }

  private void attemptEnded(Fact.AttemptEnded ended, long millis) {
    int job = ended.job();
    move(job, ended.jobState());
    if (ended.againMillis() > 0) {
      jobs.failAndRetry(job, ended.note(), millis, ended.againMillis());
    } else {
      jobs.end(job, ended.how().job(), ended.note(), millis);
    }
    blocks[current].ended(job, ended.jobState(), millis);
    notStopping.remove(job);
  }

  private void passedOver(BlockProgress block, String why, long millis) {
    block.state = BlockState.SKIPPED;
    block.startedMillis = block.startedMillis == 0 ? millis : block.startedMillis;
    block.endedMillis = millis;
    boolean isDone = checks.isBypassed() || block.checks.isBypassed();
    for (int job : jobsOf(block, JobState.NOT_STARTED)) {
      passedOver.set(job, !isDone);
      move(job, JobState.SKIPPED);
      jobs.settle(job, JobState.SKIPPED, why, millis);
    }
  }

  private void resumed(long millis) {
    state = startedMillis == 0 ? WorkState.WAITING : WorkState.RUNNING;
    dueMillis = Math.max(dueMillis, millis);
    reason = "";
    if (isInBlock()) {
      blocks[current].resumed(millis);
    }
  }

  private void skipped(int job, String note, long millis) {
    var before = jobs.state(job);
    move(job, JobState.SKIPPED);
    awaited.remove(job);
    jobs.settle(job, JobState.SKIPPED, note, millis);
    blocks[places.blockOf(job)].skipped(job, before, millis);
  }

  private void resolved(int job, Resolution as, String note, long millis) {
    var before = jobs.state(job);
    var after = as.job();
    move(job, after);
    jobs.settle(job, after, note, millis);
    blocks[places.blockOf(job)].resolved(job, before, after, millis);
  }

  private void move(int job, JobState to) {
    var from = jobs.state(job);
    counts.move(from, to);
    blocks[places.blockOf(job)].counts.move(from, to);
  }
}
