package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who runs what, and when there is room.
class ClaimTest {
  private static final Instant AT_MIDNIGHT = ManualClock.NOON.plus(Duration.ofHours(12));

  /// Who has taken its share leaves the others so long.
  private static final Duration SHARE = Duration.ofMillis(100);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, quick).worksMax(2).start();

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  @Test
  void works_beyond_the_limit_wait_and_run_when_there_is_room() throws Exception {
    var ids = new ArrayList<WorkId>();
    for (int i = 0; i < 6; i++) {
      ids.add(engine.run(block("gated")));
    }
    gate.awaitArrivals(2);
    assertThat(engine.live.count()).isEqualTo(2);
    assertThat(engine.state(ids.get(5))).isEqualTo(WorkState.WAITING);

    for (int i = 0; i < 4; i++) {
      gate.letThrough(1);
      gate.awaitArrivals(1); // long before the next poll of the claim loop
    }
    gate.letThrough(2);

    for (var id : ids) {
      engine.awaitEnd(id, WorkState.COMPLETED);
    }
    assertThat(gate.mostAtOnce()).isEqualTo(2);
  }

  @Test
  void a_work_is_claimed_once_though_the_loop_looks_while_exec_is_starting_it() throws Exception {
    var committed = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    var first = new AtomicBoolean(true);
    engine.store.afterCommit(writes -> {
      if (writes.getFirst() instanceof Write.Begin && first.getAndSet(false)) {
        committed.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    var id = engine.submit(block("gated"));
    var exec =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = engine.exec(id);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    committed.await();

    int looks = engine.store.looks();
    engine.claims.wake();
    engine.awaitUntil(() -> engine.store.looks() > looks);
    engine.claims.wake();
    engine.awaitUntil(() -> engine.store.looks() > looks + 1);
    mayGoOn.countDown();
    exec.join();
    gate.awaitArrivals(1);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.stored(id).fence()).isEqualTo(1);
    assertThat(gated.started()).hasSize(1);
  }

  @Test
  void works_are_claimed_once_each_though_exec_and_the_loop_compete() throws Exception {
    try (var wide = EngineUnderTest.on(new InMemoryStore(), quick).worksMax(20).start()) {
      var stopWaking = new AtomicBoolean();
      var waker =
          Thread.ofPlatform()
              .start(() -> {
                while (!stopWaking.get()) {
                  wide.claims.wake();
                }
              });
      var ids = new ArrayList<WorkId>();
      for (int i = 0; i < 200; i++) {
        ids.add(wide.run(block("quick")));
      }
      for (var id : ids) {
        wide.awaitEnd(id, WorkState.COMPLETED);
        assertThat(wide.stored(id).fence()).isEqualTo(1);
      }
      stopWaking.set(true);
      waker.join();
    }
    assertThat(quick.started()).hasSize(200);
  }

  @Test
  void a_work_whose_journal_makes_no_sense_is_put_aside_and_others_run() throws Exception {
    var poison = queuedElsewhere();
    var taken = memory.commit(List.of(new Write.Take(poison, 0))).getFirst();
    assertThat(taken).isInstanceOf(WriteResult.Claimed.class);
    var entry = new JournalEntry(3, ManualClock.NOON, List.of(new Fact.AttemptStarted(4_711, 1)));
    var _ =
        memory.commit(
            List.of(
                new Write.Append(
                    new Claim(poison, 1),
                    entry,
                    new WorkSummary(
                        WorkState.RUNNING,
                        "",
                        false,
                        false,
                        WorkSummary.Times.NONE,
                        0,
                        WorkSummary.Counts.NONE),
                    Write.ANY_EPOCH)));

    for (int i = 0; i < 4; i++) {
      int looks = engine.store.looks();
      engine.claims.wake();
      engine.awaitUntil(() -> engine.store.looks() > looks);
    }
    var id = engine.run(block("quick"));
    var second = queuedElsewhere();
    engine.claims.wake();

    engine.awaitEnd(id, WorkState.COMPLETED);
    engine.awaitEnd(second, WorkState.COMPLETED);
    assertThat(memory.find(poison).orElseThrow().fence()).isEqualTo(2);
    assertThat(engine.live.isLiveOrAside(poison)).isTrue();
    gateTakesTwoWorks();
  }

  @Test
  void a_work_that_cannot_be_read_here_is_let_go_of_for_others_who_may() throws Exception {
    var tenure = new ScriptedTenure(memory);
    try (var here = EngineUnderTest.on(memory, quick).tenure(tenure).start()) {
      here.store.beforeJournal(_ -> {
        throw new IllegalStateException("as the test wants it");
      });
      var id = queuedElsewhere();
      here.claims.wake();

      here.awaitUntil(() -> tenure.hasLetGoOf(id));
      assertThat(here.live.isLiveOrAside(id)).as("it is not tried again here").isTrue();
    }
  }

  /// No room was lost.
  private void gateTakesTwoWorks() throws InterruptedException {
    var one = engine.run(block("gated"));
    var other = engine.run(block("gated"));
    gate.awaitArrivals(2);
    gate.letThrough(2);
    engine.awaitEnd(one, WorkState.COMPLETED);
    engine.awaitEnd(other, WorkState.COMPLETED);
  }

  private WorkId queuedElsewhere() throws InterruptedException {
    try (var elsewhere = EngineUnderTest.on(memory, quick).worksMax(0).start()) {
      return elsewhere.run(block("quick"));
    }
  }

  @Test
  void a_store_that_is_away_when_works_are_looked_for_costs_only_a_poll() throws Exception {
    engine.store.goAway();
    engine.claims.wake();
    engine.awaitUntil(() -> engine.store.refusals() > 0);
    engine.store.comeBack();
    var id = queuedElsewhere();
    engine.claims.wake();

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_claim_that_loses_the_store_half_way_keeps_no_room() throws Exception {
    engine.store.beforeJournal(_ -> {
      engine.store.beforeJournal(_ -> {});
      throw new dev.interlock.engine.journal.StoreUnavailable("half way", null);
    });
    var id = queuedElsewhere();
    engine.claims.wake();
    engine.awaitUntil(() -> memory.find(id).orElseThrow().fence() == 1);
    engine.claims.wake();

    engine.awaitEnd(id, WorkState.COMPLETED);
    gateTakesTwoWorks();
  }

  @Test
  void a_stop_finds_what_rests_though_the_look_that_was_to_find_it_failed() throws Exception {
    var id = engine.run(block("gated"), block("quick"));
    gate.awaitArrivals(1);
    assertThat(engine.order(id, new Verb.Pause())).isInstanceOf(OrderAnswer.Done.class);
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);
    engine.store.goAway();
    int refusals = engine.store.refusals();
    engine.claims.lookAtAll();
    engine.awaitUntil(() -> engine.store.refusals() > refusals);
    engine.store.comeBack();

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
  }

  @Test
  void a_stop_ends_all_that_rests_however_many_servers_share_the_works() throws Exception {
    var store = new InMemoryStore();
    var tenure = new ScriptedTenure(store);
    tenure.sharers = 2;
    try (var shared = EngineUnderTest.on(store, gated, quick).tenure(tenure).start()) {
      var ids = new ArrayList<WorkId>();
      for (int i = 0; i < 6; i++) {
        var later = shared.submit(block("quick"));
        assertThat(shared.engine.exec(later, AT_MIDNIGHT, new Caller("ann", "")))
            .isEqualTo(new ExecAnswer.Accepted());
        ids.add(later);
      }
      for (int i = 0; i < 6; i++) {
        var paused = shared.run(block("gated"), block("quick"));
        gate.awaitArrivals(1);
        assertThat(shared.order(paused, new Verb.Pause())).isInstanceOf(OrderAnswer.Done.class);
        gate.letThrough(1);
        shared.awaitRest(paused, WorkState.PAUSED);
        ids.add(paused);
      }

      shared.file.says(ScriptedSource.stop(Plans.NAME));
      shared.poll();

      for (var id : ids) {
        shared.awaitEnd(id, WorkState.ES_STOPPED);
      }
    }
  }

  @Test
  void a_look_claims_its_share_of_what_is_free_and_those_that_follow_what_others_leave()
      throws Exception {
    var shared = new InMemoryStore();
    var tenure = new ScriptedTenure(shared);
    tenure.sharers = 2;
    tenure.held = false;
    var claimed = new ConcurrentSkipListMap<Integer, Integer>(); // by the number of the look
    try (var here = EngineUnderTest.on(shared, gated).tenure(tenure).start()) {
      here.store.beforeCommit(writes -> {
        if (writes.getFirst() instanceof Write.Take) {
          claimed.merge(here.store.looks(), 1, Integer::sum);
        }
      });
      try (var elsewhere = EngineUnderTest.on(shared, gated).worksMax(0).start()) {
        for (int i = 0; i < 4; i++) {
          elsewhere.run(block("gated"));
        }
      }

      tenure.regain();
      gate.awaitArrivals(2);
      here.clock.awaitAlarmWithin(SHARE);
      here.clock.advance(SHARE);
      gate.awaitArrivals(1);
      here.clock.awaitAlarmWithin(SHARE);
      here.clock.advance(SHARE);
      gate.awaitArrivals(1);

      assertThat(claimed.values()).containsExactly(2, 1, 1);
      gate.letThrough(4);
    }
  }
}
