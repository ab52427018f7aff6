package dev.interlock.engine.watch;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a watcher sees of a work.
class WatchFeedTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Semaphore passes = new Semaphore(0);
  private final ScriptedJob gated =
      ScriptedJob.idempotent(
          "gated",
          (_, _) -> {
            passes.acquire();
            return new Outcome.Succeeded("");
          });
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, ScriptedJob.quick("quick")).start();

  @AfterEach
  void close() {
    passes.release(1_000);
    engine.close();
  }

  private List<Long> seqsAfter(WorkId id, long afterSeq) throws InterruptedException {
    var seqs = new ArrayList<Long>();
    try (var feed = engine.engine.watch(id, afterSeq).orElseThrow()) {
      for (var change = feed.next(); change.isPresent(); change = feed.next()) {
        seqs.add(change.get().entry().seq());
      }
    }
    return seqs;
  }

  @Test
  void an_ended_work_is_replayed_from_any_entry_each_once_in_order() throws Exception {
    var id = engine.run(block(1, 0, 5, "quick"), block("quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    long last = engine.stored(id).seq();

    for (long after = 0; after <= last + 1; after++) {
      assertThat(seqsAfter(id, after))
          .isEqualTo(LongStream.rangeClosed(after + 1, last).boxed().toList());
    }
  }

  @Test
  void each_entry_comes_with_the_state_that_it_led_to() throws Exception {
    var id = engine.run(block("quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    var states = new ArrayList<WorkState>();

    try (var feed = engine.engine.watch(id, 0).orElseThrow()) {
      for (var change = feed.next(); change.isPresent(); change = feed.next()) {
        states.add(change.get().machine().state());
      }
    }

    assertThat(states)
        .containsExactly(WorkState.NOT_STARTED, WorkState.RUNNING, WorkState.COMPLETED);
  }

  @Test
  void a_watcher_who_begins_late_has_the_state_of_all_that_came_before() throws Exception {
    var id = engine.run(block(1, 0, 3, "quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    long last = engine.stored(id).seq();

    try (var feed = engine.engine.watch(id, last - 1).orElseThrow()) {
      var change = feed.next().orElseThrow();
      assertThat(change.entry().facts()).last().isInstanceOf(Fact.WorkEnded.class);
      assertThat(change.machine().running()).isZero();
      assertThat(change.machine().state()).isEqualTo(WorkState.COMPLETED);
      assertThat(feed.next()).isEmpty();
    }
  }

  @Test
  void many_watchers_of_a_running_work_each_see_every_entry_once() throws Exception {
    var id = engine.submit(block(1, 0, 300, "quick"), block(7, 0, 300, "quick"));
    var seen = new ConcurrentLinkedQueue<List<Long>>();
    var watchers = new ArrayList<Thread>();
    for (int i = 0; i < 20; i++) {
      watchers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  seen.add(seqsAfter(id, 0));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    assertThat(engine.exec(id).toString()).startsWith("Accepted");
    for (var watcher : watchers) {
      watcher.join();
    }

    long last = engine.stored(id).seq();
    assertThat(seen).hasSize(20).containsOnly(LongStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void a_slow_watcher_holds_nobody_up_and_misses_nothing() throws Exception {
    var id = engine.submit(block(1, 0, 500, "quick"));
    try (var feed = engine.engine.watch(id, 0).orElseThrow()) {
      assertThat(feed.next().orElseThrow().entry().seq()).isEqualTo(1);
      var _ = engine.exec(id);
      engine.awaitEnd(id, WorkState.COMPLETED); // without a look from the watcher

      long expected = 2;
      for (var change = feed.next(); change.isPresent(); change = feed.next()) {
        assertThat(change.get().entry().seq()).isEqualTo(expected++);
      }
      assertThat(expected).isEqualTo(engine.stored(id).seq() + 1);
    }
  }

  @Test
  void a_watcher_is_woken_by_what_happens() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    try (var feed = engine.engine.watch(id, 2).orElseThrow()) {
      passes.release(1);
      var change = feed.next().orElseThrow();
      assertThat(change.entry().seq()).isEqualTo(3);
    }
  }

  @Test
  void closing_a_feed_ends_its_wait_and_is_forgotten() throws Exception {
    var id = engine.submit(block("quick"));
    var feed = engine.engine.watch(id, 0).orElseThrow();
    assertThat(feed.next()).isPresent();
    assertThat(engine.watchers.count()).isEqualTo(1);
    var ended = new ConcurrentLinkedQueue<Boolean>();
    var waits =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ended.add(feed.next().isEmpty());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    feed.close();
    waits.join();

    assertThat(ended).containsExactly(true);
    assertThat(engine.watchers.count()).isZero();
    feed.close();
  }

  @Test
  void a_work_that_is_not_there_cannot_be_watched() {
    assertThat(engine.engine.watch(new WorkId(new UUID(1, 2)), 0)).isEmpty();
  }
}
