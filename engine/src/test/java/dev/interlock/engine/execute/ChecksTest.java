package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Checks that really run.
class ChecksTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final Gate checkGate = new Gate();
  private final AtomicReference<ScriptedJob.Script> script =
      new AtomicReference<>((_, _) -> new Outcome.Succeeded(""));
  private final ScriptedJob check =
      ScriptedJob.check("check", TIMEOUT, (context, args) -> script.get().run(context, args));
  private final ScriptedJob gated = ScriptedJob.idempotent("job", gate);
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private final EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var started = EngineUnderTest.on(memory, check, gated).start();
    engines.add(started);
    return started;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    checkGate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private WorkId runWith(Checks checks) throws InterruptedException {
    return engine.run(BlockPlan.of(1).checks(checks).block());
  }

  private static ScriptedJob.Started run(WorkId id, String path, int number) {
    return new ScriptedJob.Started("%s/blocks[0].checks.%s[0]".formatted(id, path), number);
  }

  @Test
  void a_work_runs_once_its_checks_have_passed_and_completes_once_they_have() throws Exception {
    gate.letThrough(1);
    var checks = BlockPlan.ofEachKind();
    script.set((context, _) ->
        context.idempotencyKey().contains("bypass")
            ? new Outcome.Failed("there is something to do")
            : new Outcome.Succeeded(""));

    var id = runWith(checks);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(check.started())
        .contains(run(id, "bypass", 1), run(id, "pre", 1), run(id, "continuous", 1))
        .contains(run(id, "post", 1));
  }

  @Test
  void a_bypass_that_passes_runs_nothing() throws Exception {
    var id = runWith(BlockPlan.bypass());

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started()).isEmpty();
  }

  @Test
  void a_check_that_fails_or_throws_fails_its_work_and_says_why() throws Exception {
    List<ScriptedJob.Script> scripts =
        List.of(
            (_, _) -> new Outcome.Failed("too hot"),
            (_, _) -> new Outcome.Fatal("too hot"),
            (_, _) -> {
              throw new IllegalStateException("too hot");
            });
    for (var failing : scripts) {
      script.set(failing);

      var id = runWith(BlockPlan.pre());

      engine.awaitEnd(id, WorkState.FAILED);
      assertThat(engine.stored(id).summary().reason())
          .startsWith("blocks[0].checks.pre[0] check: ")
          .endsWith("too hot");
    }
    assertThat(gated.started()).isEmpty();
  }

  @Test
  void a_check_that_gives_no_answer_in_time_has_failed_and_is_interrupted() throws Exception {
    script.set(checkGate);
    var id = runWith(BlockPlan.pre());
    checkGate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT.minusMillis(1));
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
    engine.clock.advance(Duration.ofMillis(1));

    engine.awaitEnd(id, WorkState.FAILED);
    engine.awaitUntil(() -> checkGate.inside() == 0);
    assertThat(engine.stored(id).summary().reason()).contains("no answer within 120 s");
  }

  @Test
  void a_check_that_has_passed_may_have_less_time_than_others_of_its_round() throws Exception {
    var looked = new AtomicReference<Thread>();
    var glance =
        ScriptedJob.check(
            "glance",
            Duration.ofSeconds(1),
            (_, _) -> {
              looked.set(Thread.currentThread());
              return new Outcome.Succeeded("");
            });
    script.set(checkGate);
    gate.letThrough(1);
    try (var other = EngineUnderTest.on(new InMemoryStore(), check, glance, gated).start()) {
      var both = List.of(Plans.job("glance"), Plans.job("check"));
      var checks = new Checks(List.of(), both, List.of(), List.of(), Duration.ZERO);
      var id = other.run(BlockPlan.of(1).checks(checks).block());
      checkGate.awaitArrivals(1);
      other.awaitUntil(() -> looked.get() != null);
      looked.get().join(); // it has said so

      other.clock.advance(TIMEOUT.dividedBy(2));
      checkGate.letThrough(1);

      other.awaitEnd(id, WorkState.COMPLETED);
    }
  }

  @Test
  void what_a_deaf_check_says_late_is_not_taken_for_the_next_run_of_its_round() throws Exception {
    var deaf = new Gate();
    script.set((context, args) -> {
      if (context.attempt() > 1) {
        return checkGate.run(context, args);
      }
      while (true) {
        try {
          deaf.pass();
          return new Outcome.Succeeded("late");
        } catch (InterruptedException _) {
          // goes on
        }
      }
    });
    var failing =
        ScriptedJob.idempotent(
            "flaky",
            (context, _) ->
                context.attempt() == 1 ? new Outcome.Failed("no") : new Outcome.Succeeded(""));
    try (var other = EngineUnderTest.on(new InMemoryStore(), check, failing).start()) {
      var block = BlockPlan.of(Plans.job("flaky")).tolerating(1).checks(BlockPlan.post()).block();
      var id = other.run(block);
      deaf.awaitArrivals(1);
      other.resolve(id, Resolution.RUN_AGAIN);
      checkGate.awaitArrivals(1);

      deaf.letThrough(1);
      other.awaitUntil(() -> deaf.inside() == 0);
      assertThat(other.facts(id, Fact.ChecksEnded.class)).isEmpty();
      checkGate.letThrough(1);

      other.awaitEnd(id, WorkState.COMPLETED);
      assertThat(other.facts(id, Fact.ChecksStarted.class)).hasSize(2);
    }
  }

  @Test
  void a_check_that_ignores_its_interrupt_holds_nobody_up() throws Exception {
    script.set((_, _) -> {
      while (true) {
        try {
          checkGate.pass();
          return new Outcome.Succeeded("late");
        } catch (InterruptedException _) {
          // goes on
        }
      }
    });
    var id = runWith(BlockPlan.pre());
    checkGate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT);

    engine.awaitEnd(id, WorkState.FAILED);
  }

  @Test
  void a_continuous_check_runs_again_every_interval_and_its_failure_ends_the_work()
      throws Exception {
    var id = runWith(BlockPlan.continuous());
    gate.awaitArrivals(1);
    engine.awaitUntil(() -> check.started().size() == 2); // before the start, and since
    for (int run = 3; run <= 5; run++) {
      int soFar = run;
      engine.clock.awaitAlarmWithin(INTERVAL);
      engine.clock.advance(INTERVAL);
      engine.awaitUntil(() -> check.started().size() == soFar);
    }
    assertThat(check.started()).endsWith(run(id, "continuous", 3), run(id, "continuous", 4));
    assertThat(engine.facts(id, Fact.ChecksEnded.class)).as("passing says nothing").hasSize(1);

    script.set((_, _) -> new Outcome.Failed("too hot"));
    engine.clock.awaitAlarmWithin(INTERVAL);
    engine.clock.advance(INTERVAL);
    engine.awaitUntil(() -> engine.facts(id, Fact.ChecksEnded.class).size() == 2);
    assertThat(engine.state(id)).as("what runs finishes").isEqualTo(WorkState.RUNNING);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.stored(id).summary().reason())
        .isEqualTo("blocks[0].checks.continuous[0] check: too hot");
  }

  @Test
  void a_check_is_interrupted_when_its_work_is_stopped() throws Exception {
    script.set(checkGate);
    var id = runWith(BlockPlan.pre());
    checkGate.awaitArrivals(1);

    var _ = engine.order(id, new Verb.Stop());

    engine.awaitEnd(id, WorkState.STOPPED);
    engine.awaitUntil(() -> checkGate.inside() == 0);
  }

  @Test
  void a_check_is_interrupted_by_a_pause_and_runs_again_after_it() throws Exception {
    script.set(checkGate);
    var id = runWith(BlockPlan.pre());
    checkGate.awaitArrivals(1);
    var _ = engine.order(id, new Verb.Pause());
    engine.awaitRest(id, WorkState.PAUSED);
    engine.awaitUntil(() -> checkGate.inside() == 0);

    var _ = engine.order(id, new Verb.Resume());
    checkGate.awaitArrivals(1);
    checkGate.letThrough(1);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(check.started()).as("whoever only carries out an order checks nothing").hasSize(2);
  }

  @Test
  void a_round_that_a_restart_cut_off_is_run_again() throws Exception {
    script.set(checkGate);
    var killed = runWith(BlockPlan.pre());
    checkGate.awaitArrivals(1);
    engine.kill();

    var second = start();
    checkGate.awaitArrivals(1);
    second.close(); // an orderly shutdown
    assertThat(memory.find(killed).orElseThrow().summary().state()).isEqualTo(WorkState.RUNNING);
    checkGate.drain();

    var third = start();
    checkGate.awaitArrivals(1);
    checkGate.letThrough(3);
    gate.letThrough(1);

    third.awaitEnd(killed, WorkState.COMPLETED);
    assertThat(third.facts(killed, Fact.ChecksStarted.class)).hasSize(1);
  }
}
