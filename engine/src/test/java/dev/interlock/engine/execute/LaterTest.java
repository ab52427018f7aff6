package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What happens at its time: later starts, delays, deadlines; and what runs in the end.
class LaterTest {
  private static final Duration LATER = Duration.ofSeconds(4);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final Gate lastGate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("job", gate);
  private final ScriptedJob last = ScriptedJob.idempotent("last", lastGate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final List<EngineUnderTest> engines = new ArrayList<>();

  private EngineUnderTest start() {
    return start(100);
  }

  private EngineUnderTest start(int worksMax) {
    var engine = EngineUnderTest.on(memory, gated, last, once).worksMax(worksMax).start();
    engines.add(engine);
    return engine;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    lastGate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private static WorkId runLater(EngineUnderTest engine) throws InterruptedException {
    var id = engine.submit(BlockPlan.of(1).block());
    var at = engine.clock.instant().plus(LATER);
    assertThat(engine.engine.exec(id, at, new Caller("ann", "")))
        .isEqualTo(new ExecAnswer.Accepted());
    return id;
  }

  private static Block atTheEnd() {
    return BlockPlan.of(Plans.job("last")).role(Role.ALWAYS).block();
  }

  @Test
  void a_work_that_is_to_start_later_starts_at_its_time() throws Exception {
    var engine = start();
    var id = runLater(engine);
    engine.clock.awaitAlarmWithin(LATER);
    engine.clock.advance(LATER.minusMillis(1));
    assertThat(engine.state(id)).isEqualTo(WorkState.WAITING);
    assertThat(gate.hasNewArrivals()).isFalse();

    engine.clock.awaitAlarmWithin(Duration.ofMillis(1));
    engine.clock.advance(Duration.ofMillis(1));

    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.engine.look(id, look -> look.machine().startedMillis()))
        .contains(engine.clock.millis());
  }

  @Test
  void a_later_start_survives_a_restart() throws Exception {
    var killed = start();
    var id = runLater(killed);
    killed.kill();

    var next = start();
    next.clock.awaitAlarmWithin(LATER);
    assertThat(next.state(id)).isEqualTo(WorkState.WAITING);
    next.clock.advance(LATER);

    gate.awaitArrivals(1);
    gate.letThrough(1);
    next.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_work_that_is_to_start_later_holds_no_room_until_then() throws Exception {
    var engine = start(1);
    var later = runLater(engine);
    engine.clock.awaitAlarmWithin(LATER);
    var now = engine.run(BlockPlan.of(1).block());
    gate.awaitArrivals(1);

    engine.clock.advance(LATER);
    assertThat(gate.hasNewArrivals()).as("there is no room").isFalse();
    gate.letThrough(1);
    engine.awaitEnd(now, WorkState.COMPLETED);

    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(later, WorkState.COMPLETED);
  }

  @Test
  void the_emergency_stop_ends_a_work_that_is_to_start_later() throws Exception {
    var engine = start();
    var id = runLater(engine);
    engine.clock.awaitAlarmWithin(LATER);

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
  }

  @Test
  void a_work_that_nobody_executes_expires_by_itself() throws Exception {
    var engine = start();
    var id = engine.submit(BlockPlan.of(1).block());
    var expires = engine.stored(id).origin().expiresAt();
    engine.clock.advance(Duration.between(engine.clock.instant(), expires));

    engine.claims.wake();

    engine.awaitEnd(id, WorkState.EXPIRED);
  }

  @Test
  void an_entrance_delay_is_waited_for_and_survives_a_restart() throws Exception {
    var killed = start();
    var plan = BlockPlan.of(1).delays(LATER, Duration.ZERO);
    var id = killed.run(plan.block());
    killed.clock.awaitAlarmWithin(LATER);
    killed.close();
    assertThat(memory.find(id).orElseThrow().summary().state()).isEqualTo(WorkState.RUNNING);

    var next = start();
    next.clock.awaitAlarmWithin(LATER);
    assertThat(gated.started()).isEmpty();
    next.clock.advance(LATER);

    gate.awaitArrivals(1);
    gate.letThrough(1);
    next.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void baking_is_waited_for_and_survives_a_restart() throws Exception {
    var killed = start();
    gate.letThrough(1);
    var id = killed.run(BlockPlan.of(2).waves(LATER, "1").block());
    gate.awaitArrivals(1);
    killed.clock.awaitAlarmWithin(LATER);
    killed.kill();

    var next = start();
    next.clock.awaitAlarmWithin(LATER);
    assertThat(gated.started()).hasSize(1);
    next.clock.advance(LATER);

    gate.awaitArrivals(1);
    gate.letThrough(1);
    next.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_deadline_interrupts_what_runs_and_fails_the_work() throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(2).limit(1).deadline(LATER).block());
    gate.awaitArrivals(1);
    engine.clock.awaitAlarmWithin(LATER);

    engine.clock.advance(LATER);

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED, JobState.NOT_STARTED);
    assertThat(engine.stored(id).summary().reason()).contains("deadline of 4 s");
  }

  @Test
  void a_paused_work_ends_at_its_deadline_though_nobody_runs_it() throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(2).limit(1).deadline(LATER).block());
    gate.awaitArrivals(1);
    var _ = engine.order(id, new Verb.Pause());
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);
    engine.clock.awaitAlarmWithin(LATER);

    engine.clock.advance(LATER);

    engine.awaitEnd(id, WorkState.FAILED);
  }

  @Test
  void a_work_that_waits_for_a_person_ends_at_its_deadline() throws Exception {
    var killed = start();
    var id = killed.run(BlockPlan.of(Plans.job("once")).deadline(LATER).block());
    gate.awaitArrivals(1);
    killed.kill();
    var next = start();
    next.awaitRest(id, WorkState.WAITING);
    next.clock.awaitAlarmWithin(LATER);

    next.clock.advance(LATER);

    next.awaitEnd(id, WorkState.FAILED);
  }

  @Test
  void what_runs_in_the_end_of_a_cancelled_work_is_not_interrupted_by_the_cancel()
      throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(1).block(), atTheEnd());
    gate.awaitArrivals(1);

    var _ = engine.order(id, new Verb.Cancel());
    lastGate.awaitArrivals(1);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED, JobState.RUNNING);
    lastGate.letThrough(1);

    engine.awaitEnd(id, WorkState.CANCELLED);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED, JobState.COMPLETED);
  }

  @Test
  void what_runs_in_the_end_of_a_cancelled_work_is_interrupted_after_two_minutes()
      throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(1).block(), atTheEnd());
    gate.awaitArrivals(1);
    var _ = engine.order(id, new Verb.Cancel());
    lastGate.awaitArrivals(1);
    assertThat(engine.state(id)).as("its alarm is set").isEqualTo(WorkState.STOPPING);

    engine.clock.advance(Duration.ofMinutes(2));

    engine.awaitEnd(id, WorkState.CANCELLED);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED, JobState.CANCELLED);
  }

  @Test
  void what_runs_in_the_end_of_a_paused_work_that_is_cancelled_finds_room() throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(2).limit(1).block(), atTheEnd());
    gate.awaitArrivals(1);
    var _ = engine.order(id, new Verb.Pause());
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);

    var _ = engine.order(id, new Verb.Cancel());
    lastGate.awaitArrivals(1);
    lastGate.letThrough(1);

    engine.awaitEnd(id, WorkState.CANCELLED);
  }

  @Test
  void what_a_restart_interrupts_in_the_end_of_a_cancelled_work_is_run_again() throws Exception {
    var killed = start();
    var id = killed.run(BlockPlan.of(1).block(), atTheEnd());
    gate.awaitArrivals(1);
    var _ = killed.order(id, new Verb.Cancel());
    lastGate.awaitArrivals(1);
    killed.close();

    var next = start();
    lastGate.awaitArrivals(1);
    lastGate.letThrough(1);

    next.awaitEnd(id, WorkState.CANCELLED);
    assertThat(next.jobs(id)).containsExactly(JobState.CANCELLED, JobState.COMPLETED);
  }

  @Test
  void the_emergency_stop_interrupts_what_runs_in_the_end() throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(1).block(), atTheEnd(), atTheEnd());
    gate.awaitArrivals(1);
    var _ = engine.order(id, new Verb.Cancel());
    lastGate.awaitArrivals(1);

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.jobs(id))
        .containsExactly(JobState.CANCELLED, JobState.CANCELLED, JobState.NOT_STARTED);
  }

  @Test
  void an_emergency_stop_just_before_the_end_begins_interrupts_it_though_the_store_is_away()
      throws Exception {
    var engine = start();
    var id = engine.run(BlockPlan.of(1).block(), atTheEnd());
    gate.awaitArrivals(1);
    var told = new CountDownLatch(1);
    engine.store.afterCommit(_ -> {
      if (told.getCount() > 0 && !engine.facts(id, Fact.ForwardEnded.class).isEmpty()) {
        engine.file.says(ScriptedSource.stop(Plans.NAME));
        engine.clock.advance(EngineUnderTest.POLL);
        engine.clock.awaitSleepers(2); // the sources were read, and everybody was told
        engine.store.goAway();
        told.countDown();
      }
    });

    var _ = engine.order(id, new Verb.Cancel());
    told.await();
    engine.clock.awaitSleepers(3); // the runner waits for the store

    assertThat(last.started()).isEmpty();
    engine.store.comeBack();
    engine.poll();
    engine.awaitEnd(id, WorkState.ES_STOPPED);
  }
}
