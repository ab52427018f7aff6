package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Looking at works, before, during and after.
class LookTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, ScriptedJob.idempotent("gated", gate), ScriptedJob.quick("quick"))
          .start();

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  private Optional<WorkState> whenEnded(WorkId id, Duration wait) throws InterruptedException {
    return engine.engine.lookWhenEnded(id, wait, look -> look.machine().state());
  }

  @Test
  void a_look_at_a_work_shows_it_in_every_phase_of_its_life() throws Exception {
    var id = engine.submit(block("gated"), block("quick"));
    assertThat(engine.jobs(id)).containsExactly(JobState.NOT_STARTED, JobState.NOT_STARTED);

    var _ = engine.exec(id);
    gate.awaitArrivals(1);
    assertThat(engine.jobs(id)).containsExactly(JobState.RUNNING, JobState.NOT_STARTED);
    var seen = engine.engine.look(id, look -> look.record()).orElseThrow();
    assertThat(seen).isEqualTo(engine.stored(id));

    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.jobs(id)).containsOnly(JobState.COMPLETED);
    assertThat(engine.engine.look(id, look -> look.record())).contains(engine.stored(id));
  }

  @Test
  void a_look_for_the_end_comes_with_the_end() throws Exception {
    for (int round = 0; round < 300; round++) {
      var id = engine.run(block("quick"), block("quick"));
      assertThat(whenEnded(id, LONG)).contains(WorkState.COMPLETED);
      assertThat(engine.stored(id).summary().state()).isEqualTo(WorkState.COMPLETED);
    }
  }

  @Test
  void many_who_wait_for_the_end_all_see_it() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);
    var seen = new ConcurrentLinkedQueue<Optional<WorkState>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  seen.add(whenEnded(id, LONG));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    gate.letThrough(1);
    for (var thread : threads) {
      thread.join();
    }

    assertThat(seen).hasSize(50).containsOnly(Optional.of(WorkState.COMPLETED));
  }

  @Test
  void a_look_for_the_end_that_is_not_to_come_shows_the_work_as_it_is_then() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    assertThat(whenEnded(id, Duration.ZERO)).contains(WorkState.RUNNING);
    assertThat(whenEnded(engine.submit(block("quick")), Duration.ZERO))
        .contains(WorkState.NOT_STARTED);
    assertThat(whenEnded(new WorkId(new UUID(3, 4)), LONG)).isEmpty();
  }

  @Test
  void a_look_for_the_end_of_a_work_that_still_waits_comes_with_its_end() throws Exception {
    try (var small = EngineUnderTest.on(memory, ScriptedJob.quick("quick")).worksMax(0).start()) {
      var id = small.run(block("quick"));
      var seen = new ConcurrentLinkedQueue<Optional<WorkState>>();
      var waits =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  seen.add(small.engine.lookWhenEnded(id, LONG, look -> look.machine().state()));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      small.clock.awaitSleepers(3);
      engine.claims.wake();
      engine.awaitEnd(id, WorkState.COMPLETED);
      small.clock.advance(Duration.ofMillis(200));
      waits.join();

      assertThat(seen).containsExactly(Optional.of(WorkState.COMPLETED));
    }
  }

  @Test
  void looks_at_a_busy_work_only_ever_go_forward() throws Exception {
    var id = engine.run(block(3, 0, 400, "quick"));
    long seq = 0;
    int completed = 0;
    while (!engine.stored(id).summary().state().isTerminal()) {
      var now =
          engine
              .engine
              .look(
                  id,
                  look ->
                      List.of(
                          look.record().seq(),
                          (long) look.machine().counts().of(JobState.COMPLETED)))
              .orElseThrow();
      assertThat(now.get(0)).isGreaterThanOrEqualTo(seq);
      assertThat(now.get(1)).isGreaterThanOrEqualTo(completed);
      seq = now.get(0);
      completed = now.get(1).intValue();
    }
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_view_that_throws_is_the_lookers_trouble_and_not_the_works() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    assertThatThrownBy(() ->
            engine.engine.look(
                id,
                _ -> {
                  throw new IllegalArgumentException("no view");
                }))
        .hasRootCauseMessage("no view");

    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
  }
}
