package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.FaultyStore;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Probe;
import dev.interlock.plugin.Probe.Found;
import dev.interlock.plugin.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Jobs that can be looked after: what becomes of them when nobody knows how an attempt ended.
class ProbeTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final Gate looks = new Gate();
  private final AtomicReference<Found> found = new AtomicReference<>(Found.DONE);
  private final ScriptedJob job =
      ScriptedJob.verifiable("job", gate, (_, _) -> new Probe(found.get(), "as seen"));
  private final ScriptedJob slowToTell =
      ScriptedJob.verifiable(
          "slowToTell",
          gate,
          (_, _) -> {
            looks.pass();
            return new Probe(found.get(), "as seen");
          });
  private final ScriptedJob blind =
      ScriptedJob.verifiable(
          "blind",
          gate,
          (_, _) -> {
            throw new IllegalStateException("no eyes");
          });
  private final ScriptedJob rerun = ScriptedJob.idempotent("rerun", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final List<EngineUnderTest> engines = new ArrayList<>();

  private EngineUnderTest start() {
    var engine = EngineUnderTest.on(memory, job, slowToTell, blind, rerun, quick).start();
    engines.add(engine);
    return engine;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    looks.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  /// A work of which an attempt was running when its process ended.
  private WorkId killedWhileItRan(String name) throws InterruptedException {
    var killed = start();
    var id = killed.run(block(name), block("quick"));
    gate.awaitArrivals(1);
    killed.kill();
    return id;
  }

  @Test
  void what_is_found_done_after_a_crash_counts_as_completed_and_is_not_run_again()
      throws Exception {
    var id = killedWhileItRan("job");

    var next = start();

    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(job.started()).hasSize(1);
    assertThat(job.probed()).containsExactly(new ScriptedJob.Started(id + "/0", 1));
    assertThat(next.job(id, 0).note()).contains("its probe found it done: as seen");
    assertThat(next.job(id, 0).attempts()).hasSize(1);
  }

  @Test
  void what_is_found_without_effect_after_a_crash_is_run_again() throws Exception {
    found.set(Found.NOT_DONE);
    var id = killedWhileItRan("job");

    var next = start();
    gate.awaitArrivals(1);
    gate.letThrough(2);

    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(job.started())
        .containsExactly(
            new ScriptedJob.Started(id + "/0", 1), new ScriptedJob.Started(id + "/0", 2));
  }

  @Test
  void what_was_lost_while_its_work_was_being_ended_is_looked_at_and_never_run_again()
      throws Exception {
    for (var seen : List.of(Found.DONE, Found.NOT_DONE)) {
      found.set(seen);
      int before = job.started().size();
      var killed = start();
      var id = killed.run(block("job"), block("quick"));
      gate.awaitArrivals(1);
      assertThat(killed.order(id, new Verb.Stop())).isInstanceOf(OrderAnswer.Done.class);
      killed.kill();

      var next = start();

      next.awaitEnd(id, WorkState.STOPPED);
      assertThat(next.jobs(id))
          .containsExactly(
              seen == Found.DONE ? JobState.COMPLETED : JobState.CANCELLED, JobState.NOT_STARTED);
      assertThat(job.started()).hasSize(before + 1);
      next.kill();
    }
  }

  @Test
  void
      a_look_at_what_was_lost_of_a_work_that_was_being_cancelled_has_no_more_time_than_the_attempt()
          throws Exception {
    var killed = start();
    var id = killed.run(block("slowToTell"));
    gate.awaitArrivals(1);
    assertThat(killed.order(id, new Verb.Cancel())).isInstanceOf(OrderAnswer.Done.class);
    looks.awaitArrivals(1);
    killed.kill();

    var next = start();
    looks.awaitArrivals(1);
    next.clock.awaitAlarmWithin(EngineUnderTest.STOP_GRACE);
    next.clock.advance(EngineUnderTest.STOP_GRACE);

    next.awaitEnd(id, WorkState.CANCELLED);
    assertThat(next.jobs(id)).containsExactly(JobState.UNKNOWN);
    assertThat(next.job(id, 0).note()).contains("its probe failed");
  }

  @Test
  void what_was_lost_is_looked_at_although_its_work_is_stopped_while_it_is_taken_over()
      throws Exception {
    var killed = start();
    var id = killed.run(block(2, 0, "job", "rerun"));
    gate.awaitArrivals(2);
    killed.kill();
    var slow = new FaultyStore(memory);
    var isTakingOver = new CountDownLatch(1);
    var isStopped = new CountDownLatch(1);
    slow.beforeCommit(writes -> {
      if (writes.stream().anyMatch(write -> write instanceof Write.Append)) {
        isTakingOver.countDown();
        await(isStopped);
      }
    });

    var next = EngineUnderTest.on(slow, job, rerun).start();
    engines.add(next);
    await(isTakingOver);
    next.file.says(ScriptedSource.stop(Plans.NAME));
    next.poll();
    isStopped.countDown();

    next.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(job.probed()).hasSize(1);
    assertThat(next.job(id, 0).state()).isEqualTo(JobState.COMPLETED);
  }

  private static void await(CountDownLatch latch) {
    assertThat(latch)
        .as("waits for")
        .satisfies(it -> assertThat(it.await(20, TimeUnit.SECONDS)).isTrue());
  }

  @Test
  void what_nobody_can_tell_waits_for_a_person() throws Exception {
    found.set(Found.CANNOT_TELL);
    var id = killedWhileItRan("job");

    var next = start();

    next.awaitRest(id, WorkState.WAITING);
    assertThat(next.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    assertThat(next.job(id, 0).note()).contains("cannot tell", "as seen");
  }

  @Test
  void a_probe_that_throws_cannot_tell() throws Exception {
    var id = killedWhileItRan("blind");

    var next = start();

    next.awaitRest(id, WorkState.WAITING);
    assertThat(next.job(id, 0).note()).contains("no eyes");
  }

  @Test
  void a_job_is_looked_after_again_when_that_was_cut_short_too() throws Exception {
    var id = killedWhileItRan("slowToTell");
    var second = start();
    looks.awaitArrivals(1);
    second.kill();

    var third = start();
    looks.awaitArrivals(1);
    looks.letThrough(2);

    third.awaitEnd(id, WorkState.COMPLETED);
    assertThat(slowToTell.started()).hasSize(1);
    assertThat(slowToTell.probed()).hasSize(2);
  }

  @Test
  void while_it_is_looked_after_it_holds_its_place() throws Exception {
    var killed = start();
    var id = killed.run(block(1, 0, "slowToTell", "quick"));
    gate.awaitArrivals(1);
    killed.kill();

    var next = start();
    looks.awaitArrivals(1);

    assertThat(next.jobs(id)).containsExactly(JobState.RUNNING, JobState.NOT_STARTED);
    looks.letThrough(1);
    next.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_timeout_is_settled_by_the_probe() throws Exception {
    var engine = start();
    var done = engine.run(block("job"));
    gate.awaitArrivals(1);
    engine.clock.advance(Duration.ofHours(1));
    engine.awaitEnd(done, WorkState.COMPLETED);

    found.set(Found.NOT_DONE);
    var failed = engine.run(block("job"));
    gate.awaitArrivals(1);
    engine.clock.advance(Duration.ofHours(1));
    engine.awaitEnd(failed, WorkState.FAILED);

    assertThat(engine.jobs(failed)).containsExactly(JobState.FAILED);
    assertThat(engine.job(failed, 0).note()).contains("did not end within", "no effect");
  }

  @Test
  void a_look_that_begins_when_its_attempt_ends_long_after_the_stop_is_told_to_end_too()
      throws Exception {
    var deaf =
        ScriptedJob.verifiable(
            "deaf",
            (_, _) -> {
              while (true) {
                try {
                  gate.pass();
                  throw new InterruptedException("at last");
                } catch (InterruptedException e) {
                  if ("at last".equals(e.getMessage())) {
                    throw e;
                  }
                }
              }
            },
            (_, _) -> {
              looks.pass();
              return new Probe(found.get(), "as seen");
            });
    try (var engine = EngineUnderTest.on(memory, deaf).start()) {
      var id = engine.run(block("deaf"));
      gate.awaitArrivals(1);
      var _ = engine.order(id, new Verb.Cancel());
      gate.awaitArrivals(1);
      engine.clock.advance(EngineUnderTest.STOP_GRACE);
      engine.awaitUntil(() -> engine.job(id, 0).notStopping());

      gate.letThrough(1);
      looks.awaitArrivals(1);
      engine.clock.awaitAlarmWithin(EngineUnderTest.STOP_GRACE);
      engine.clock.advance(EngineUnderTest.STOP_GRACE);

      engine.awaitEnd(id, WorkState.CANCELLED);
      assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN);
    }
  }

  @Test
  void a_stop_is_settled_by_the_probe() throws Exception {
    found.set(Found.NOT_DONE);
    var engine = start();
    var id = engine.run(block("job"));
    gate.awaitArrivals(1);

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED);
  }

  @Test
  void a_failed_attempt_is_tried_again_only_when_it_did_nothing() throws Exception {
    var flaky =
        ScriptedJob.verifiable(
                "flaky",
                (context, _) ->
                    context.attempt() == 1 ? new Outcome.Failed("no") : new Outcome.Succeeded(""),
                (_, _) -> new Probe(found.get(), "as seen"))
            .with(new Retries(1, Duration.ZERO, 1, Duration.ZERO, 0));
    try (var engine = EngineUnderTest.on(memory, flaky).start()) {
      found.set(Found.NOT_DONE);
      var again = engine.run(retrying("flaky"));
      engine.awaitEnd(again, WorkState.COMPLETED);
      found.set(Found.CANNOT_TELL);
      var unknown = engine.run(retrying("flaky"));
      engine.awaitRest(unknown, WorkState.WAITING);

      assertThat(engine.job(again, 0).attempts()).hasSize(2);
      assertThat(engine.jobs(unknown)).containsExactly(JobState.UNKNOWN);
    }
  }

  private static Block retrying(String name) {
    var job = new Job(name, "", Map.of(), 1);
    return new Block("", 1, 0, List.of(job));
  }
}
