package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.AttemptRecord;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a process leaves behind, by kill or by shutdown, and what the next one makes of it.
class RestartTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob reportsFailure =
      ScriptedJob.idempotent(
          "reportsFailure",
          (context, args) -> {
            try {
              return gate.run(context, args);
            } catch (InterruptedException _) {
              return new Outcome.Failed("somebody interrupted me");
            }
          });
  private final ScriptedJob stubbornOnce =
      ScriptedJob.once(
          "stubbornOnce",
          (_, _) -> {
            gate.pass();
            return new Outcome.Succeeded("");
          });
  private final List<EngineUnderTest> engines = new ArrayList<>();

  private EngineUnderTest start() {
    return start(100);
  }

  private EngineUnderTest start(int worksMax) {
    var engine =
        EngineUnderTest.on(memory, gated, once, quick, reportsFailure, stubbornOnce)
            .replica("server-" + (engines.size() + 1))
            .worksMax(worksMax)
            .start();
    engines.add(engine);
    return engine;
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  @Test
  void after_a_kill_an_idempotent_job_is_run_again_with_the_same_key() throws Exception {
    var killed = start();
    var id = killed.run(block("gated"), block("quick"));
    gate.awaitArrivals(1);
    killed.kill();

    var next = start();
    gate.awaitArrivals(1);
    gate.letThrough(2);

    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started())
        .containsExactly(
            new ScriptedJob.Started(id + "/0", 1), new ScriptedJob.Started(id + "/0", 2));
    assertThat(next.job(id, 0).attempts())
        .extracting(AttemptRecord::replica)
        .containsExactly("server-1", "server-2");
    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void after_a_kill_a_once_job_is_unknown_and_its_work_waits_for_a_person() throws Exception {
    var killed = start();
    var id = killed.run(block("once"), block("quick"));
    gate.awaitArrivals(1);
    killed.kill();

    var next = start();

    next.awaitRest(id, WorkState.WAITING);
    assertThat(next.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    assertThat(quick.started()).isEmpty();
    assertThat(next.stored(id).summary().reason()).contains("blocks[0].jobs[0] once");
    next.resolve(id, Resolution.DONE);
    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(once.started()).hasSize(1);
  }

  @Test
  void what_a_killed_process_still_runs_writes_nothing_once_another_went_on() throws Exception {
    var killed = start();
    var id = killed.run(block("gated"));
    gate.awaitArrivals(1);
    killed.kill();
    var next = start();
    gate.awaitArrivals(1);

    killed.store.comeBack(); // it was only cut off
    gate.letThrough(2);

    next.awaitEnd(id, WorkState.COMPLETED);
    killed.awaitUntil(() -> killed.live.count() == 0);
    assertThat(next.facts(id, Fact.AttemptEnded.class))
        .extracting(Fact.AttemptEnded::how)
        .containsExactly(AttemptEnd.LOST, AttemptEnd.SUCCEEDED);
    assertThat(next.facts(id, Fact.WorkEnded.class)).hasSize(1);
  }

  @Test
  void what_was_done_before_a_kill_is_not_done_again() throws Exception {
    var killed = start();
    var id = killed.run(block("quick", "quick"), block(1, 0, "quick", "gated"));
    gate.awaitArrivals(1);
    killed.kill();

    var next = start();
    gate.awaitArrivals(1);
    gate.letThrough(2);

    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(3);
  }

  @Test
  void a_work_that_was_being_stopped_is_stopped_after_a_kill() throws Exception {
    var killed = start();
    var id = killed.run(block("gated", "quick"));
    gate.awaitArrivals(1);
    var _ = killed.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
    killed.awaitUntil(() -> killed.state(id) != WorkState.RUNNING);
    killed.kill();

    var next = start();

    next.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(gated.started()).hasSize(1);
  }

  @Test
  void a_stop_pulled_while_nobody_ran_the_work_ends_it() throws Exception {
    var killed = start();
    var id = killed.run(block("gated"), block("quick"));
    gate.awaitArrivals(1);
    killed.kill();
    try (var elsewhere = EngineUnderTest.on(memory).worksMax(0).start()) {
      var _ =
          elsewhere.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
    }

    var next = start();

    next.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(next.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    assertThat(gated.started()).hasSize(1);
  }

  @Test
  void a_shutdown_lets_running_attempts_end_and_records_how() throws Exception {
    var first =
        EngineUnderTest.on(memory, once, quick).handOffGrace(Duration.ofSeconds(20)).start();
    engines.add(first);
    var id = first.run(block(1, 0, "once", "quick"));
    gate.awaitArrivals(1);

    var closing = Thread.ofPlatform().start(first::close);
    first.awaitUntil(() -> !first.live.takeRoom(new WorkId(new java.util.UUID(1, 1))));
    gate.letThrough(1);
    closing.join();

    assertThat(first.facts(id, Fact.AttemptEnded.class))
        .extracting(Fact.AttemptEnded::how)
        .containsExactly(AttemptEnd.SUCCEEDED);
    assertThat(quick.started()).isEmpty();
    var next = start();
    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(once.started()).hasSize(1);
  }

  @Test
  void a_shutdown_interrupts_what_may_run_again_and_the_next_start_goes_on() throws Exception {
    var first = start();
    var id = first.run(block("gated", "reportsFailure"), block("quick"));
    gate.awaitArrivals(2);

    first.close();

    assertThat(gate.inside()).isZero();
    assertThat(first.stored(id).summary().state()).isEqualTo(WorkState.RUNNING);
    assertThat(first.facts(id, Fact.AttemptEnded.class))
        .extracting(Fact.AttemptEnded::how)
        .containsOnly(AttemptEnd.LOST)
        .hasSize(2);
    var next = start();
    gate.awaitArrivals(2);
    gate.letThrough(2);
    next.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started()).extracting(ScriptedJob.Started::attempt).containsExactly(1, 2);
  }

  @Test
  void a_shutdown_does_not_interrupt_what_may_not_run_twice() throws Exception {
    var first = start();
    var id = first.run(block("stubbornOnce"));
    gate.awaitArrivals(1);

    first.close();

    assertThat(gate.inside()).isOne();
    first.kill();
    var next = start();
    next.awaitRest(id, WorkState.WAITING);
    assertThat(next.jobs(id)).containsExactly(JobState.UNKNOWN);
    assertThat(stubbornOnce.started()).hasSize(1);
  }

  @Test
  void a_shutdown_while_the_store_is_away_lets_go_all_the_same() throws Exception {
    var first = start();
    var id = first.run(block("gated"));
    gate.awaitArrivals(1);
    first.store.goAway();
    gate.letThrough(1);
    first.clock.awaitSleepers(3);

    first.close();
    first.clock.advance(Duration.ofMillis(50)); // its next look at the store is its last
    first.awaitUntil(() -> first.live.count() == 0);

    var next = start();
    gate.awaitArrivals(1);
    gate.letThrough(1);
    next.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_closed_engine_closes_again_and_runs_nothing_more() throws Exception {
    var first = start();
    var id = first.submit(block("quick"));
    first.close();
    first.close();

    assertThat(first.exec(id)).isInstanceOf(dev.interlock.engine.admit.ExecAnswer.class);

    assertThat(quick.started()).isEmpty();
    start().awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_job_takes_one_token_over_all_its_attempts() throws Exception {
    var hourly = new BucketSettings("hourly", 2, 1, Duration.ofHours(1));
    var takes =
        ScriptedJob.idempotent(
            "takes",
            (context, args) -> {
              var grant = context.takeToken("hourly");
              gate.pass();
              return grant instanceof Grant.Granted
                  ? new Outcome.Succeeded("")
                  : new Outcome.Failed("empty");
            });
    var killed = EngineUnderTest.on(memory, takes).bucket(hourly).start();
    engines.add(killed);
    var first = killed.run(block("takes"));
    gate.awaitArrivals(1);
    killed.kill();
    var next = EngineUnderTest.on(memory, takes).bucket(hourly).start();
    engines.add(next);
    gate.awaitArrivals(1);
    gate.letThrough(10);

    next.awaitEnd(first, WorkState.COMPLETED);
    assertThat(takes.started()).hasSize(2);
    next.awaitEnd(next.run(block("takes")), WorkState.COMPLETED);
    next.awaitEnd(next.run(block("takes")), WorkState.FAILED);
  }

  @Test
  void a_bucket_is_shown_as_full_as_whoever_takes_from_it_finds_it() throws Exception {
    var pairs = new BucketSettings("pairs", 3, 2, Duration.ofSeconds(10));
    var takes =
        ScriptedJob.idempotent(
            "takes",
            (context, _) ->
                context.takeToken("pairs") instanceof Grant.Granted
                    ? new Outcome.Succeeded("")
                    : new Outcome.Failed("empty"));
    var engine = EngineUnderTest.on(memory, takes).bucket(pairs).start();
    engines.add(engine);
    var begin = engine.clock.instant();
    assertThat(engine.services.buckets())
        .singleElement()
        .matches(bucket -> bucket.level().tokens() == 3 && bucket.nextAt().isEmpty());

    for (int i = 0; i < 3; i++) {
      engine.awaitEnd(engine.run(block("takes")), WorkState.COMPLETED);
    }
    engine.awaitEnd(engine.run(block("takes")), WorkState.FAILED);
    int commits = engine.store.commits().size();

    assertThat(engine.services.buckets())
        .singleElement()
        .matches(bucket -> bucket.level().tokens() == 0)
        .matches(bucket -> bucket.nextAt().equals(Optional.of(begin.plusSeconds(10))));
    engine.clock.advance(Duration.ofSeconds(12));
    assertThat(engine.services.buckets())
        .singleElement()
        .matches(bucket -> bucket.level().tokens() == 2)
        .matches(bucket -> bucket.nextAt().equals(Optional.of(begin.plusSeconds(20))));
    assertThat(engine.store.commits()).as("to look writes nothing").hasSize(commits);
    engine.clock.advance(Duration.ofSeconds(8));
    assertThat(engine.services.buckets())
        .singleElement()
        .matches(bucket -> bucket.level().tokens() == 3 && bucket.nextAt().isEmpty());
  }

  @Test
  void a_token_is_waited_for_while_the_store_is_away() throws Exception {
    var hourly = new BucketSettings("hourly", 1, 1, Duration.ofHours(1));
    var takes =
        ScriptedJob.idempotent(
            "takes",
            (context, _) -> {
              gate.pass();
              return context.takeToken("hourly") instanceof Grant.Granted
                  ? new Outcome.Succeeded("")
                  : new Outcome.Failed("empty");
            });
    var engine = EngineUnderTest.on(memory, takes).bucket(hourly).start();
    engines.add(engine);
    var id = engine.run(block("takes"));
    gate.awaitArrivals(1);
    engine.store.loseReplies(1); // taken, but nobody knows
    gate.letThrough(1);
    engine.clock.awaitSleepers(3);
    engine.clock.advance(Duration.ofMillis(500));

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void every_work_that_was_left_is_gone_on_with_though_there_is_room_for_few() throws Exception {
    var killed = start();
    var ids = new ArrayList<WorkId>();
    for (int i = 0; i < 30; i++) {
      ids.add(killed.run(block("gated"), block("quick")));
    }
    gate.awaitArrivals(30);
    killed.kill();

    var next = start(3);
    gate.letThrough(60);

    for (var id : ids) {
      next.awaitEnd(id, WorkState.COMPLETED);
    }
    assertThat(quick.started()).hasSize(30);
  }

  @Test
  void a_job_type_that_is_gone_fails_what_was_to_start_and_makes_what_ran_unknown()
      throws Exception {
    var killed = start();
    var ran = killed.run(block("gated"));
    gate.awaitArrivals(1);
    var waits = killed.run(block(1, 0, "once", "gated"));
    gate.awaitArrivals(1);
    killed.kill();

    var next = EngineUnderTest.on(memory, quick).start();
    engines.add(next);

    next.awaitRest(ran, WorkState.WAITING);
    next.awaitRest(waits, WorkState.WAITING);
    assertThat(next.jobs(ran)).containsExactly(JobState.UNKNOWN);
    assertThat(next.jobs(waits)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
  }
}
