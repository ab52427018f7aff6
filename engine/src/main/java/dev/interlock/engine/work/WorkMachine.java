package dev.interlock.engine.work;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a work is, and what follows from that: the heart of the engine.
///
/// [#decide] and [#follow] say which facts an input leads to and change nothing; [#apply] is the
/// only way to change the state. Folding a work's facts in order gives its state, in recovery, in
/// Status and in tests. Deterministic, without I/O, clock, threads or randomness; for one thread.
///
/// Jobs are numbered over the whole work, from 0, in the order of the request.
public final class WorkMachine {
  /// When a work must be looked at that has ended.
  public static final long NEVER = Long.MAX_VALUE;

  /// When a work must be looked at that goes on only when a person says so.
  public static final long AT_REST = NEVER - 1;

  private final WorkProgress work;
  private final Following following;
  private final Orders orders;

  /// A work that nothing has happened to yet.
  public WorkMachine(WorkReq request) {
    this.work = new WorkProgress(request);
    this.following = new Following(work);
    this.orders = new Orders(work, following);
  }

  /// Takes inputs to their end: the facts that they lead to, already applied. What may start is
  /// decided after all of them, so that a stop or a failure among them wins.
  public List<Fact> take(List<Input> inputs, Starts starts, Instant at) {
    var facts = new ArrayList<Fact>();
    for (var input : inputs) {
      applyAll(decide(input, at), at, facts);
    }
    for (var more = follow(starts, at); !more.isEmpty(); more = follow(starts, at)) {
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
  public List<Fact> decide(Input input, Instant now) {
    if (work.state.isTerminal()) {
      return List.of();
    }
    return switch (input) {
      case Input.Executed(var actor) ->
          work.state == WorkState.NOT_STARTED ? List.of(new Fact.Queued(actor)) : List.of();
      case Input.TakenOver takenOver -> following.takenOver(takenOver);
      case Input.AttemptFinished finished -> following.finished(finished, now);
      case Input.TargetInUse(int job, var target, var user, long until, boolean isRefusal) -> {
        var awaits = new Fact.TargetAwaited(job, target, user, until);
        boolean isSaid = work.mayAwait(job) && (isRefusal || work.isNews(awaits));
        yield isSaid ? List.of(awaits) : List.of();
      }
      case Input.Checked checked -> following.checked(checked);
      case Input.GraceOver(int job) ->
          work.jobs.state(job) == JobState.RUNNING && !work.notStopping.contains(job)
              ? List.of(new Fact.AttemptNotStopping(job))
              : List.of();
      // what was never executed has nothing to stop, and never runs while the stop holds
      case Input.StopNow(var why) ->
          work.isUnderWay() ? following.stop(StopCause.EMERGENCY_STOP, "", why) : List.of();
      case Input.Expired() ->
          work.state == WorkState.NOT_STARTED
              ? List.of(new Fact.WorkEnded(WorkState.EXPIRED, "was not executed in time"))
              : List.of();
      case Input.Ordered order ->
          refusal(order.verb(), now).isPresent() ? List.of() : orders.facts(order);
      case Input.LookAgain() -> List.of();
    };
  }

  /// Why a verb would not be carried out now; empty when it would.
  public Optional<Refused> refusal(Verb verb, Instant now) {
    return orders.refusal(state(), verb, now);
  }

  /// What each verb would come to now, in the order of [Verb.Kind].
  public List<VerbOption> options(Instant now) {
    return new VerbOptions(work, orders, state(), now).all();
  }

  /// Whether a verb about jobs may be about this one now.
  public boolean mayBeAbout(Verb.Kind verb, int job) {
    return orders.mayBeAbout(verb, job, state());
  }

  /// What the state leads to without any further input; empty when it has to wait for one. Changes
  /// nothing.
  public List<Fact> follow(Starts starts, Instant now) {
    return following.next(starts, now);
  }

  /// When the state will lead to more by itself, as the last [#follow] found it: since the epoch,
  /// or [#NEVER].
  public long wakeAtMillis() {
    return following.wakeAtMillis();
  }

  /// The rounds of checks that should be running now; those of kind CONTINUOUS again and again.
  public List<CheckRound> checksToRun() {
    return work.checksToRun();
  }

  /// Changes the state by a fact.
  ///
  /// @param at when it happened, in whole milliseconds
  public void apply(Fact fact, Instant at) {
    work.apply(fact, at);
  }

  // What the state is, for whoever shows it.

  public WorkReq request() {
    return work.request;
  }

  /// WAITING also while it can only go on once a person has said what became of a job.
  public WorkState state() {
    return work.waitsForPerson() ? WorkState.WAITING : work.state;
  }

  /// What a waiting work waits for, why a paused or stopping one is so, why an ended one ended so;
  /// may be empty.
  public String reason() {
    return work.waitsForPerson() ? Reasons.ofUnknownJobs(work) : work.reason;
  }

  /// Why what runs is to end; empty while it may go on.
  public Optional<String> whyInterrupted() {
    return work.isStopping() && work.stopCause.interrupts()
        ? Optional.of(work.reason)
        : Optional.empty();
  }

  /// What a work waits for before it goes on by itself: a moment, checks, or what runs of a block
  /// that has failed; empty when it waits for nothing but for what runs. Not stored: it follows
  /// from the state and the time.
  public String waitsFor(Instant now) {
    return switch (work.state) {
      case WAITING -> waitsToStart(work.dueMillis);
      case RUNNING -> Waits.ofRunning(work, now.toEpochMilli());
      case STOPPING -> work.isStopping() ? "" : Waits.ofRunning(work, now.toEpochMilli());
      default -> "";
    };
  }

  /// Its reason, or where it has none what it waits for.
  public String reasonOrWait(Instant now) {
    var stored = reason();
    return stored.isEmpty() ? waitsFor(now) : stored;
  }

  /// What a work waits for that was executed and has not started.
  ///
  /// @param dueMillis when it may start, since the epoch
  public static String waitsToStart(long dueMillis) {
    return "starts from %s on, as soon as a server has room for it"
        .formatted(Instant.ofEpochMilli(dueMillis));
  }

  /// When somebody must look at it next, since the epoch; [#AT_REST] or [#NEVER].
  public long dueMillis() {
    if (work.state.isTerminal()) {
      return NEVER;
    }
    boolean isAtRest = work.state == WorkState.PAUSED || work.waitsForPerson();
    return Math.min(isAtRest ? AT_REST : work.dueMillis, work.deadlineMillis());
  }

  public boolean hadErrors() {
    return work.counts.failedOrUnknown() > 0 || work.counts.of(JobState.CANCELLED) > 0;
  }

  public boolean wasEsStopped() {
    return work.esStopped;
  }

  /// Who has approved it; of each person the last approval, the first who did so first.
  public List<Approval> approvals() {
    return List.copyOf(work.approvals.values());
  }

  /// Since the epoch; 0 before the work has started.
  public long startedMillis() {
    return work.startedMillis;
  }

  /// Since the epoch; 0 before the work has ended.
  public long endedMillis() {
    return work.endedMillis;
  }

  public JobCounts counts() {
    return work.counts;
  }

  public int running() {
    return work.running();
  }

  public int jobCount() {
    return work.places.jobCount();
  }

  /// How the block stands now: a copy, except for the counts, which go on counting.
  public BlockView block(int block) {
    return work.blocks[block].view();
  }

  /// The block that a job is in.
  public int blockOf(int job) {
    return work.places.blockOf(job);
  }

  public JobPlace place(int job) {
    return work.places.place(job);
  }

  public Job job(int job) {
    return work.places.job(job);
  }

  /// How the job stands now.
  public JobView jobView(int job) {
    var jobs = work.jobs;
    return new JobView(
        jobs.state(job),
        jobs.note(job),
        jobs.firstStartedMillis(job),
        jobs.endedMillis(job),
        jobs.attemptsOf(job),
        work.notStopping.contains(job));
  }

  /// How many attempts of the job were started.
  public int attempts(int job) {
    return work.jobs.attempts(job);
  }

  /// How many attempts of the job have failed.
  public int failedAttempts(int job) {
    return work.jobs.failedAttempts(job);
  }

  public JobState jobState(int job) {
    return work.jobs.state(job);
  }

  /// Whether the job was skipped although nobody wanted that: the condition of its block did not
  /// hold.
  public boolean isPassedOver(int job) {
    return work.passedOver.get(job);
  }

  /// Where the request has the job: `blocks[2].jobs[7]`, and what it is called.
  public String path(int job) {
    return work.places.path(job);
  }

  /// The job that [JobPlace] writes so; empty when there is none.
  public OptionalInt find(String path) {
    return work.places.find(path);
  }

  /// The jobs that wait for targets, with what each waits for.
  public Map<Integer, Fact.TargetAwaited> awaited() {
    return Collections.unmodifiableMap(work.awaited);
  }

  /// Whether nothing is to be done of the work but to wait for targets.
  public boolean onlyAwaitsTargets() {
    return work.onlyAwaitsTargets();
  }

  /// Whether a job touches its targets: its block runs, and an attempt of it runs, or is to be made
  /// again, or nobody knows what it did. Once the block has ended nobody can say that any more, and
  /// what runs in the end may have to touch the same.
  public boolean touchesTargets(int job) {
    return work.isInBlock()
        && work.places.blockOf(job) == work.current
        && switch (work.jobs.state(job)) {
          case RUNNING, WAITING, UNKNOWN -> true;
          case NOT_STARTED, COMPLETED, FAILED, SKIPPED, CANCELLED -> false;
        };
  }

  /// The jobs with a running attempt, in order.
  public int[] runningJobs() {
    return work.runningJobs();
  }
}
