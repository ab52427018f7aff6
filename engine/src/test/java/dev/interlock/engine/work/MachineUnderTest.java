package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.time.ManualClock;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A machine with the journal that it would have written. Jobs of type `once` are ONCE, all others
/// IDEMPOTENT.
final class MachineUnderTest {
  record Entry(List<Fact> facts, Instant at) {}

  final List<Entry> journal = new ArrayList<>();
  private Instant now = ManualClock.NOON;
  private WorkMachine machine;

  private MachineUnderTest(WorkMachine machine) {
    this.machine = machine;
  }

  /// A work that was submitted, queued and taken: what can start has started.
  static MachineUnderTest running(Block... blocks) {
    var test = waiting(blocks);
    test.takeOver();
    return test;
  }

  static MachineUnderTest running(WorkReq request) {
    var test = waiting(request);
    test.takeOver();
    return test;
  }

  /// One forward job, then blocks that run in the end.
  static MachineUnderTest forwardAnd(BlockPlan... deferred) {
    var blocks = new Block[deferred.length + 1];
    blocks[0] = BlockPlan.of(1).block();
    for (int i = 0; i < deferred.length; i++) {
      blocks[i + 1] = deferred[i].block();
    }
    return running(blocks);
  }

  static MachineUnderTest waiting(Block... blocks) {
    return waiting(Plans.work(blocks));
  }

  static MachineUnderTest waiting(WorkReq request) {
    return queuedFor(Duration.ZERO, request);
  }

  /// A work that is to start so much later.
  static MachineUnderTest queuedFor(Duration pause, WorkReq request) {
    var test = new MachineUnderTest(new WorkMachine(request));
    test.applied(new Fact.Submitted("ann"));
    test.applied(new Fact.Queued("ann", test.now.plus(pause).toEpochMilli()));
    return test;
  }

  private void applied(Fact fact) {
    machine.apply(fact, now);
    journal.add(new Entry(List.of(fact), now));
  }

  WorkMachine machine() {
    return machine;
  }

  List<Fact> take(Starts starts, Input... inputs) {
    now = now.plusMillis(7);
    return takeNow(starts, inputs);
  }

  List<Fact> takeNow(Starts starts, Input... inputs) {
    var facts = machine.take(List.of(inputs), starts, now);
    if (!facts.isEmpty()) {
      journal.add(new Entry(facts, now));
    }
    return facts;
  }

  List<Fact> take(Input... inputs) {
    return take(Starts.ALLOWED, inputs);
  }

  Instant now() {
    return now;
  }

  /// Sets the clock, forwards or back, and nobody looks.
  void setClock(Instant to) {
    now = to;
  }

  /// What happens by itself so much later.
  List<Fact> later(Duration by) {
    now = now.plus(by);
    return takeNow(Starts.ALLOWED, new Input.LookAgain());
  }

  /// When it goes on by itself, from now; it must have said the truth about that.
  Duration untilItGoesOn() {
    assertThat(machine.follow(Starts.ALLOWED, now)).isEmpty();
    long wake = machine.wakeAtMillis();
    assertThat(wake).as("it goes on by itself").isNotEqualTo(WorkMachine.NEVER);
    assertThat(machine.follow(Starts.ALLOWED, Instant.ofEpochMilli(wake - 1))).isEmpty();
    assertThat(machine.wakeAtMillis()).isEqualTo(wake);
    assertThat(machine.follow(Starts.ALLOWED, Instant.ofEpochMilli(wake))).isNotEmpty();
    return Duration.between(now, Instant.ofEpochMilli(wake));
  }

  /// Lets it go on at that time, and no moment earlier.
  List<Fact> goOnAfter(Duration pause) {
    assertThat(untilItGoesOn()).isEqualTo(pause);
    return later(pause);
  }

  void assertRuns(int... jobs) {
    assertThat(machine.runningJobs()).containsExactly(jobs);
  }

  /// It waits for something to happen, however long that takes.
  void assertWaits() {
    assertThat(machine.follow(Starts.ALLOWED, now)).isEmpty();
    assertThat(machine.wakeAtMillis()).isEqualTo(WorkMachine.NEVER);
  }

  List<Fact> takeOver() {
    return take(new Input.TakenOver("", this::crashClass));
  }

  /// The process ends and another one goes on from the journal.
  List<Fact> crash() {
    machine = folded();
    return takeOver();
  }

  CrashClass crashClass(int job) {
    return machine.job(job).name().equals("once") ? CrashClass.ONCE : CrashClass.IDEMPOTENT;
  }

  /// A machine that knows only the journal.
  WorkMachine folded() {
    var fresh = new WorkMachine(machine.request());
    for (var entry : journal) {
      entry.facts().forEach(fact -> fresh.apply(fact, entry.at()));
    }
    return fresh;
  }

  List<Fact> finish(int job, AttemptEnd how) {
    return take(new Input.AttemptFinished(job, how, "note of " + job));
  }

  List<Fact> fail(int job, Duration pause) {
    return take(new Input.AttemptFinished(job, AttemptEnd.FAILED, "note of " + job, pause));
  }

  /// A round of checks comes to its end.
  List<Fact> check(int block, CheckKind kind, boolean passed) {
    return take(new Input.Checked(new CheckRound(block, kind), passed, kind + " of " + block));
  }

  List<Fact> succeed(int... all) {
    return take(
        IntStream.of(all)
            .mapToObj(job -> new Input.AttemptFinished(job, AttemptEnd.SUCCEEDED, ""))
            .toArray(Input[]::new));
  }

  /// An operator's verb; empty facts when it is refused.
  List<Fact> order(Verb verb) {
    return take(new Input.Ordered(verb, "ann", "a drill"));
  }

  Optional<Refused> refusal(Verb verb) {
    return machine.refusal(verb, now);
  }

  List<Fact> stop() {
    return take(new Input.StopNow("pulled"));
  }

  WorkState state() {
    return machine.state();
  }

  BlockState block(int block) {
    return machine.block(block).state();
  }

  JobState job(int job) {
    return machine.jobState(job);
  }
}
