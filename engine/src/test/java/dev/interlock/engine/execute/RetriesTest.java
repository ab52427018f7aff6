package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.AttemptRecord;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Jobs that are really tried again, by the clock.
class RetriesTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Retries DOUBLING = new Retries(5, PAUSE, 2, Duration.ofSeconds(30), 0);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final AtomicInteger failures = new AtomicInteger();
  private final ScriptedJob flaky =
      ScriptedJob.retried(
          "flaky",
          TIMEOUT,
          DOUBLING,
          (_, _) ->
              failures.getAndDecrement() > 0
                  ? new Outcome.Failed("not yet")
                  : new Outcome.Succeeded(""));
  private final ScriptedJob gated = ScriptedJob.retried("gated", TIMEOUT, DOUBLING, gate);
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private final EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var started = EngineUnderTest.on(memory, flaky, gated).start();
    engines.add(started);
    return started;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private static Block one(String jobType, int retries) {
    return BlockPlan.of(BlockPlan.retried(jobType, retries)).block();
  }

  private static void awaitPause(EngineUnderTest in, WorkId id, Duration pause)
      throws InterruptedException {
    in.awaitUntil(() -> in.job(id, 0).state() == JobState.WAITING);
    assertThat(in.state(id)).as("its alarm is set").isEqualTo(WorkState.RUNNING);
    in.clock.awaitAlarmWithin(pause);
  }

  @Test
  void a_failed_job_is_tried_again_after_its_pause_under_the_same_key() throws Exception {
    failures.set(1);
    var id = engine.run(one("flaky", 1));
    awaitPause(engine, id, PAUSE);

    engine.clock.advance(PAUSE.minusMillis(1));
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
    assertThat(flaky.started()).hasSize(1);
    engine.clock.awaitAlarmWithin(Duration.ofMillis(1));
    engine.clock.advance(Duration.ofMillis(1));

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(flaky.started())
        .containsExactly(
            new ScriptedJob.Started(id + "/0", 1), new ScriptedJob.Started(id + "/0", 2));
    assertThat(engine.job(id, 0).attempts())
        .extracting(AttemptRecord::state)
        .containsExactly(JobState.FAILED, JobState.COMPLETED);
  }

  @Test
  void the_pauses_are_those_of_the_job_type() throws Exception {
    failures.set(4);
    var id = engine.run(one("flaky", 4));

    for (int seconds : new int[] {10, 20, 30, 30}) {
      awaitPause(engine, id, Duration.ofSeconds(seconds));
      int before = flaky.started().size();
      engine.clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
      assertThat(flaky.started()).hasSize(before);
      engine.clock.awaitAlarmWithin(Duration.ofMillis(1));
      engine.clock.advance(Duration.ofMillis(1));
      engine.awaitUntil(() -> flaky.started().size() > before);
    }

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void when_its_retries_are_used_up_the_job_has_failed() throws Exception {
    failures.set(9);
    var id = engine.run(one("flaky", 1));
    awaitPause(engine, id, PAUSE);

    engine.clock.advance(PAUSE);

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.job(id, 0).note()).isEqualTo("not yet");
    assertThat(flaky.started()).hasSize(2);
  }

  @Test
  void an_attempt_that_takes_too_long_is_a_failed_one() throws Exception {
    var id = engine.run(one("gated", 1));
    gate.awaitArrivals(1);
    engine.clock.advance(TIMEOUT);
    awaitPause(engine, id, PAUSE);

    engine.clock.advance(PAUSE);
    gate.awaitArrivals(1);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_pause_goes_on_in_the_next_process() throws Exception {
    failures.set(1);
    var id = engine.run(one("flaky", 1));
    awaitPause(engine, id, PAUSE);
    engine.close();

    var next = start();
    awaitPause(next, id, PAUSE);
    assertThat(flaky.started()).hasSize(1);
    next.clock.advance(PAUSE);

    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(flaky.started()).extracting(ScriptedJob.Started::attempt).containsExactly(1, 2);
  }

  @Test
  void a_stop_ends_a_work_that_only_waits_for_a_retry() throws Exception {
    failures.set(1);
    var id = engine.run(one("flaky", 1));
    awaitPause(engine, id, PAUSE);

    assertThat(engine.order(id, new Verb.Stop())).isInstanceOf(OrderAnswer.Done.class);

    engine.awaitEnd(id, WorkState.STOPPED);
    assertThat(engine.jobs(id)).containsExactly(JobState.FAILED);
  }

  @Test
  void an_order_that_the_store_refuses_makes_nobody_forget_the_time() throws Exception {
    var caller = new Caller("bob", "call-1");
    failures.set(1);
    var id = engine.run(one("flaky", 1));
    awaitPause(engine, id, PAUSE);
    assertThat(engine.engine.order(id, new Verb.SetLimit(0, 7), "faster", caller))
        .isInstanceOf(OrderAnswer.Done.class);

    assertThat(engine.engine.order(id, new Verb.SetLimit(0, 8), "faster", caller))
        .isInstanceOf(OrderAnswer.RequestIdReused.class);
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
    engine.clock.awaitAlarmWithin(PAUSE);
    engine.clock.advance(PAUSE);

    engine.awaitEnd(id, WorkState.COMPLETED);
  }
}
