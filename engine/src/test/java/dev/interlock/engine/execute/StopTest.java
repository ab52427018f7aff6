package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.stop.EmergencyStop.Ordered;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the emergency stop does to works.
class StopTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger interrupts = new AtomicInteger();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob stubborn =
      ScriptedJob.idempotent(
          "stubborn",
          (_, _) -> {
            while (true) {
              try {
                gate.pass();
                mayEnd.await();
                return new Outcome.Succeeded("in my own time");
              } catch (InterruptedException _) {
                interrupts.incrementAndGet();
              }
            }
          });
  private final EngineUnderTest engine = EngineUnderTest.on(memory, gated, quick, stubborn).start();

  @AfterEach
  void close() {
    engine.store.comeBack();
    mayEnd.countDown();
    gate.letThrough(1_000);
    engine.close();
  }

  private Ordered order(String name) {
    return engine
        .stop
        .order(name, "smoke", Decision.unrecorded("bob"), RequestKey.NONE)
        .orElseThrow();
  }

  @Test
  void an_order_interrupts_what_runs_and_ends_the_work() throws Exception {
    var id = engine.run(block(2, 0, 4, "gated"), block("quick"));
    gate.awaitArrivals(2);

    assertThat(order(Plans.NAME)).isEqualTo(new Ordered(1, true, false));

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.jobs(id))
        .containsExactly(
            JobState.CANCELLED,
            JobState.CANCELLED,
            JobState.NOT_STARTED,
            JobState.NOT_STARTED,
            JobState.NOT_STARTED);
    var summary = engine.stored(id).summary();
    assertThat(summary.wasEsStopped()).isTrue();
    assertThat(summary.reason()).contains("smoke", "bob");
  }

  @Test
  void a_submit_that_repeats_an_accepted_one_is_answered_alike_though_all_is_stopped()
      throws Exception {
    var request = Plans.work(block("quick"));
    var caller = new Caller("ann", "call-1");
    var first = engine.engine.submit(request, caller);
    order(Plans.NAME);

    assertThat(engine.engine.submit(request, caller)).isEqualTo(first);
    assertThat(engine.engine.submit(request, new Caller("ann", "call-2")))
        .isInstanceOf(SubmitAnswer.Stopped.class);
    assertThat(engine.engine.submit(Plans.work(block("gated")), caller))
        .isInstanceOf(SubmitAnswer.Stopped.class);
  }

  @Test
  void a_once_job_that_a_stop_interrupts_is_of_unknown_outcome() throws Exception {
    var once = ScriptedJob.once("once", gate);
    try (var one = EngineUnderTest.on(new InMemoryStore(), once).start()) {
      var id = one.run(block(1, 0, 2, "once"));
      gate.awaitArrivals(1);

      var _ = one.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

      one.awaitEnd(id, WorkState.ES_STOPPED);
      assertThat(one.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    }
  }

  @Test
  void a_job_that_locks_what_it_was_given_holds_no_stop_up() throws Exception {
    var locks =
        ScriptedJob.idempotent(
            "locks",
            (context, args) -> {
              synchronized (context) {
                return gate.run(context, args);
              }
            });
    try (var one = EngineUnderTest.on(new InMemoryStore(), locks).start()) {
      var id = one.run(block(2, 0, 2, "locks"));
      gate.awaitArrivals(2);

      var _ = one.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

      one.awaitEnd(id, WorkState.ES_STOPPED);
    }
  }

  @Test
  void an_order_of_all_stops_works_of_every_name() throws Exception {
    var one = engine.run(block("gated"));
    var other = engine.run(EngineUnderTest.named("Other", block("gated")));
    gate.awaitArrivals(2);

    assertThat(order("all").worksStopped()).isEqualTo(2);

    engine.awaitEnd(one, WorkState.ES_STOPPED);
    engine.awaitEnd(other, WorkState.ES_STOPPED);
  }

  @Test
  void works_of_other_names_go_on() throws Exception {
    var id = engine.run(EngineUnderTest.named("Other", block("gated"), block("quick")));
    gate.awaitArrivals(1);

    assertThat(order(Plans.NAME).worksStopped()).isZero();
    engine.poll();
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void an_order_works_at_once_while_the_store_is_away_and_is_stored_later() throws Exception {
    var id = engine.run(block("gated", "gated"));
    gate.awaitArrivals(2);
    engine.store.goAway();

    assertThat(order(Plans.NAME)).isEqualTo(new Ordered(1, false, false));
    engine.awaitUntil(() -> gate.inside() == 0);
    engine.store.comeBack();
    engine.poll();
    engine.awaitUntil(() -> !memory.stops().rows().isEmpty());

    assertThat(memory.stops().rows()).extracting(StopRow::status).containsExactly("stop");
    engine.awaitEnd(id, WorkState.ES_STOPPED);
  }

  @Test
  void a_stopped_name_is_refused_at_submit_and_at_exec() throws Exception {
    var id = engine.submit(block("quick"));
    order(Plans.NAME);

    assertThat(engine.engine.submit(Plans.work(block("quick")), new Caller("ann", "")))
        .isInstanceOf(SubmitAnswer.Stopped.class);
    assertThat(engine.exec(id)).isInstanceOf(ExecAnswer.Stopped.class);
    assertThat(engine.state(id)).isEqualTo(WorkState.NOT_STARTED);
  }

  @Test
  void what_was_stopped_stays_stopped_when_the_order_is_released() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);
    order(Plans.NAME);
    engine.awaitEnd(id, WorkState.ES_STOPPED);

    var _ =
        engine.stop.release(Plans.NAME, "all clear", Decision.unrecorded("bob"), RequestKey.NONE);
    engine.poll();

    assertThat(engine.state(id)).isEqualTo(WorkState.ES_STOPPED);
    engine.awaitEnd(engine.run(block("quick")), WorkState.COMPLETED);
  }

  @Test
  void a_file_that_says_stop_stops_what_runs_at_its_next_reading() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
  }

  @Test
  void an_unreadable_file_holds_new_starts_and_lets_running_ones_end() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    gate.awaitArrivals(1);

    engine.file.says(new Reading.Bad("half a file"));
    engine.poll();
    gate.letThrough(1);
    engine.awaitUntil(() -> engine.jobs(id).getFirst() == JobState.COMPLETED);
    assertThat(gate.hasNewArrivals()).isFalse();
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);

    engine.file.says(ScriptedSource.go(Plans.NAME));
    engine.poll();
    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_file_that_is_still_unreadable_at_the_next_poll_stops_what_runs() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    engine.file.says(new Reading.Bad("half a file"));
    engine.poll();
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.stored(id).summary().reason()).contains("half a file");
  }

  @Test
  void a_job_that_ignores_interruption_is_named_and_the_work_does_not_claim_to_be_stopped()
      throws Exception {
    var id = engine.run(block("stubborn", "gated"));
    gate.awaitArrivals(2);

    order(Plans.NAME);
    engine.awaitUntil(() -> engine.jobs(id).get(1) == JobState.CANCELLED);
    assertThat(engine.job(id, 0).notStopping()).isFalse();
    engine.clock.advance(EngineUnderTest.STOP_GRACE);
    engine.awaitUntil(() -> engine.job(id, 0).notStopping());

    assertThat(engine.state(id)).isEqualTo(WorkState.STOPPING);
    assertThat(engine.job(id, 0).state()).isEqualTo(JobState.RUNNING);
    mayEnd.countDown();
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.job(id, 0).notStopping()).isFalse();
    assertThat(engine.job(id, 0).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_stop_interrupts_once_however_often_it_is_read() throws Exception {
    var id = engine.run(block("stubborn"));
    gate.awaitArrivals(1);

    order(Plans.NAME);
    engine.awaitUntil(() -> engine.state(id) == WorkState.STOPPING);
    engine.poll();
    engine.poll();

    gate.awaitArrivals(1);
    assertThat(interrupts).hasValue(1);
  }

  @Test
  void a_stop_between_an_intent_and_its_start_keeps_the_job_from_running() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    engine.store.beforeCommit(writes -> {
      boolean starts =
          writes.stream()
              .anyMatch(write ->
                  write instanceof Write.Append append
                      && append.entry().facts().stream()
                          .anyMatch(fact -> fact instanceof Fact.AttemptStarted));
      if (starts) {
        reached.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    var id = engine.run(block("gated"), block("quick"));
    gate.letThrough(1);
    reached.await();

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();
    mayGoOn.countDown();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(quick.started()).isEmpty();
    assertThat(engine.jobs(id)).containsExactly(JobState.COMPLETED, JobState.CANCELLED);
  }

  @Test
  void a_work_that_waits_for_room_is_stopped_though_there_is_none() throws Exception {
    try (var small = EngineUnderTest.on(new InMemoryStore(), gated).worksMax(1).start()) {
      var runs = small.run(block("gated"));
      gate.awaitArrivals(1);
      var waits = small.run(EngineUnderTest.named("Other", block("gated")));
      small.awaitUntil(small.claims::hasWorksWithoutRoom);

      var _ = small.stop.order("Other", "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
      small.awaitEnd(waits, WorkState.ES_STOPPED);
      var _ = small.stop.release("Other", "all clear", Decision.unrecorded("bob"), RequestKey.NONE);

      assertThat(small.jobs(waits)).containsExactly(JobState.NOT_STARTED);
      var next = small.run(block("gated"));
      assertThat(small.stored(next).summary().state()).isEqualTo(WorkState.WAITING);
      gate.letThrough(2);
      small.awaitEnd(runs, WorkState.COMPLETED);
      small.awaitEnd(next, WorkState.COMPLETED);
    }
  }

  @Test
  void works_that_wait_for_room_are_all_stopped_with_those_that_run() throws Exception {
    try (var small = EngineUnderTest.on(new InMemoryStore(), gated).worksMax(1).start()) {
      var first = small.run(block("gated"));
      gate.awaitArrivals(1);
      var second = small.run(block("gated"));
      assertThat(small.stored(second).summary().state()).isEqualTo(WorkState.WAITING);

      small.file.says(ScriptedSource.stop(Plans.NAME));
      small.poll();

      small.awaitEnd(first, WorkState.ES_STOPPED);
      small.awaitEnd(second, WorkState.ES_STOPPED);
      assertThat(gated.started()).hasSize(1);
    }
  }

  @Test
  void stops_under_way_race_with_ends_and_never_let_a_cancelled_job_count_as_done()
      throws Exception {
    for (int round = 0; round < 200; round++) {
      var memoryOfRound = new InMemoryStore();
      try (var one = EngineUnderTest.on(memoryOfRound, gated, quick).start()) {
        var id = one.run(block("gated"), block("quick"));
        gate.awaitArrivals(1);
        var stopper =
            Thread.ofPlatform()
                .start(() ->
                    one.stop.order(
                        Plans.NAME, "race", Decision.unrecorded("bob"), RequestKey.NONE));
        gate.letThrough(1);
        stopper.join();

        var end = one.awaitEnd(id).summary();

        if (end.state() == WorkState.COMPLETED) {
          assertThat(one.jobs(id)).containsOnly(JobState.COMPLETED);
          assertThat(end.wasEsStopped()).isFalse();
        } else {
          assertThat(end.state()).isEqualTo(WorkState.ES_STOPPED);
        }
      }
      gate.drain();
    }
  }
}
