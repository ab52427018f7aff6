package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a run does while its store is slow, away, or forgets to answer.
class StoreTroubleTest {
  private static final Duration RETRY = Duration.ofMillis(50);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob quick = ScriptedJob.once("quick", (_, _) -> new Outcome.Succeeded(""));
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, quick).worksMax(1).start();

  @AfterEach
  void close() {
    engine.store.comeBack();
    gate.letThrough(1_000);
    engine.close();
  }

  private static boolean startsSomething(List<Write> writes) {
    return writes.stream()
        .anyMatch(write -> write instanceof Write.Append append && startsSomething(append));
  }

  private static boolean begins(List<Write> writes) {
    return writes.stream()
        .anyMatch(write -> write instanceof Write.Begin begin && startsSomething(begin.append()));
  }

  private static boolean startsSomething(Write.Append append) {
    return append.entry().facts().stream().anyMatch(fact -> fact instanceof Fact.AttemptStarted);
  }

  private void setStop(String name, String status) {
    var row = new StopRow(name, status, "a drill", "bob", ManualClock.NOON);
    var _ = memory.commit(List.of(new Write.SetStop(row, RequestKey.NONE)));
  }

  @Test
  void nothing_starts_before_its_intent_is_durable() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    engine.store.beforeCommit(writes -> {
      if (startsSomething(writes)) {
        reached.countDown();
        awaitQuietly(mayGoOn);
      }
    });

    var id = engine.run(block("gated"), block("quick"));
    gate.letThrough(1);
    reached.await();
    assertThat(quick.started()).isEmpty();
    assertThat(memory.journal(id, 0, 9)).hasSize(2);
    mayGoOn.countDown();

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void nothing_starts_before_its_work_has_durably_begun() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    engine.store.beforeCommit(writes -> {
      if (begins(writes)) {
        reached.countDown();
        awaitQuietly(mayGoOn);
      }
    });
    var id = engine.submit(block("quick"));
    var answers = new ConcurrentLinkedQueue<ExecAnswer>();

    var exec = start(() -> answers.add(exec(id)));
    reached.await();
    assertThat(quick.started()).isEmpty();
    assertThat(answers).isEmpty();
    assertThat(memory.journal(id, 0, 9)).hasSize(1);
    mayGoOn.countDown();

    engine.awaitEnd(id, WorkState.COMPLETED);
    exec.join();
    assertThat(answers).containsExactly(new ExecAnswer.Accepted());
    assertThat(quick.started()).hasSize(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_intent_whose_commit_was_applied_and_not_answered_starts_its_job_once() throws Exception {
    var loseOnce = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (startsSomething(writes) && loseOnce.getAndSet(false)) {
        engine.store.loseReplies(1);
      }
    });

    var id = engine.run(block("gated"), block("quick"));
    gate.letThrough(1);
    engine.clock.awaitSleeperWithin(RETRY);
    assertThat(quick.started()).isEmpty();
    engine.clock.advance(RETRY);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
    assertThat(engine.facts(id, Fact.AttemptStarted.class)).hasSize(2);
  }

  @Test
  void a_store_that_is_away_for_a_while_holds_a_work_up_and_no_more() throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);

    engine.store.goAway();
    gate.letThrough(1);
    for (int i = 0; i < 3; i++) {
      engine.clock.awaitSleepers(3); // two of the emergency stop, and the runner
      engine.clock.advance(RETRY.multipliedBy(1L << i)); // the pause grows
    }
    engine.clock.awaitSleepers(3);
    assertThat(quick.started()).isEmpty();
    engine.store.comeBack();
    engine.clock.advance(RETRY.multipliedBy(8));

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started()).hasSize(1);
    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void an_exec_that_finds_the_store_away_never_begins_its_work_later() throws Exception {
    var first = engine.submit(block("quick"));
    engine.store.goAway();
    assertThatThrownBy(() -> engine.exec(first)).isInstanceOf(StoreUnavailable.class);
    engine.clock.awaitSleeperWithin(RETRY); // its runner wants to know if the work has begun
    engine.store.comeBack();
    engine.clock.advance(RETRY);
    engine.awaitUntil(() -> engine.live.count() == 0);

    engine.awaitEnd(engine.run(block("quick")), WorkState.COMPLETED); // there is room
    assertThat(engine.stored(first).summary().state()).isEqualTo(WorkState.NOT_STARTED);
    assertThat(engine.exec(first)).isEqualTo(new ExecAnswer.Accepted());
    engine.awaitEnd(first, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(2);
  }

  @Test
  void an_exec_that_loses_the_store_after_its_commit_is_gone_on_with() throws Exception {
    var id = engine.submit(block("quick"));
    engine.store.loseReplies(1);

    assertThatThrownBy(() -> engine.exec(id)).isInstanceOf(StoreUnavailable.class);
    engine.clock.awaitSleeperWithin(RETRY);
    assertThat(quick.started()).isEmpty();
    engine.clock.advance(RETRY);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
    engine.awaitEnd(engine.run(block("quick")), WorkState.COMPLETED);
  }

  @Test
  void a_runner_whose_work_was_taken_over_stops_and_writes_nothing_more() throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    var _ = memory.commit(List.of(new Write.Take(id, 1)));
    int before = engine.facts(id).size();

    gate.letThrough(1);
    engine.awaitUntil(() -> engine.live.count() == 0);

    assertThat(engine.facts(id)).hasSize(before);
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void a_runner_that_is_taken_over_interrupts_what_it_runs() throws Exception {
    var id = engine.run(block(2, 0, 4, "gated"));
    gate.awaitArrivals(2);
    var _ = memory.commit(List.of(new Write.Take(id, 1)));

    gate.letThrough(1);

    engine.awaitUntil(() -> gate.inside() == 0);
    engine.awaitUntil(() -> engine.live.count() == 0);
    assertThat(gated.started()).hasSize(2);
  }

  @Test
  void a_runner_whose_work_is_taken_over_while_it_looks_again_leaves_it_alone() throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    engine.store.beforeCommit(_ -> setStop("Other", "stop"));
    engine.store.beforeJournal(_ -> {
      engine.store.beforeJournal(_ -> {});
      takeOver(id);
    });

    gate.letThrough(1);
    engine.awaitUntil(() -> engine.live.count() == 0);

    assertThat(engine.live.isLiveOrAside(id)).isFalse();
    assertThat(quick.started()).isEmpty();
  }

  /// As another replica does, for which the running attempt is lost.
  private void takeOver(WorkId id) {
    var _ = memory.commit(List.of(new Write.Take(id, 1)));
    var work = engine.stored(id);
    var lost = new Fact.AttemptEnded(0, AttemptEnd.LOST, "its server ended");
    var entry = new JournalEntry(work.seq() + 1, ManualClock.NOON, List.of(lost));
    var append = new Write.Append(new Claim(id, 2), entry, work.summary(), Write.ANY_EPOCH);
    assertThat(memory.commit(List.of(append))).containsExactly(new WriteResult.Done());
  }

  @Test
  void a_stop_between_decision_and_commit_starts_nothing() throws Exception {
    var once = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (startsSomething(writes) && once.getAndSet(false)) {
        setStop(Plans.NAME, "stop");
      }
    });

    var id = engine.run(block("gated"), block("quick"));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(quick.started()).isEmpty();
    assertThat(engine.facts(id, Fact.AttemptStarted.class)).hasSize(1);
    assertThat(engine.stored(id).summary().reason()).contains("a drill", "bob");
  }

  @Test
  void a_stop_between_an_exec_and_its_commit_ends_the_work_before_anything_started()
      throws Exception {
    var once = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (begins(writes) && once.getAndSet(false)) {
        setStop(Plans.NAME, "stop");
      }
    });

    var id = engine.run(block("quick"));

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(quick.started()).isEmpty();
    assertThat(engine.facts(id))
        .hasExactlyElementsOfTypes(
            Fact.Submitted.class,
            Fact.Queued.class,
            Fact.StopOrdered.class,
            Fact.Claimed.class,
            Fact.WorkEnded.class);
  }

  @Test
  void a_stop_of_something_else_between_decision_and_commit_only_costs_a_second_look()
      throws Exception {
    var once = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (begins(writes) && once.getAndSet(false)) {
        setStop("SomebodyElse", "stop");
      }
    });

    var id = engine.run(block("quick"));

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
    assertThat(engine.facts(id, Fact.WorkStarted.class)).hasSize(1);
    assertThat(engine.stored(id).fence()).isEqualTo(1);
  }

  @Test
  void a_second_look_before_the_beginning_reads_nothing_and_keeps_no_exec_waiting()
      throws Exception {
    var once = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (begins(writes) && once.getAndSet(false)) {
        setStop("SomebodyElse", "stop");
      }
    });
    engine.store.beforeJournal(_ -> {
      throw new StoreUnavailable("away", null);
    });

    var id = engine.run(block("quick"));

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_store_that_goes_away_during_that_second_look_is_waited_for() throws Exception {
    var once = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (startsSomething(writes) && once.getAndSet(false)) {
        setStop("SomebodyElse", "stop");
        engine.store.beforeJournal(_ -> {
          engine.store.beforeJournal(_ -> {});
          throw new StoreUnavailable("away", null);
        });
      }
    });

    var id = engine.run(block("gated"), block("quick"));
    gate.letThrough(1);
    engine.clock.awaitSleeperWithin(RETRY);
    engine.clock.advance(RETRY);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void a_look_never_shows_what_is_not_durable() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    engine.store.beforeCommit(_ -> {
      var _ = memory.commit(List.of(new Write.Take(id, 1))); // so that it will be refused
      engine.store.beforeCommit(_ -> {});
      reached.countDown();
      awaitQuietly(mayGoOn);
    });
    gate.letThrough(1);
    reached.await();
    var seen = new ConcurrentLinkedQueue<WorkState>();
    var looks = List.of(start(() -> seen.add(state(id))), start(() -> seen.add(endOf(id))));
    for (var look : looks) {
      engine.awaitUntil(() -> look.getState() == Thread.State.TIMED_WAITING);
    }

    mayGoOn.countDown();
    engine.awaitUntil(() -> engine.live.count() == 0);
    looks.getFirst().join();
    engine.clock.awaitSleepers(3); // the other one looks again when the clock moves
    engine.clock.advance(Duration.ofSeconds(30));
    looks.getLast().join();

    assertThat(seen).containsOnly(WorkState.RUNNING);
  }

  private static Thread start(Runnable what) {
    return Thread.ofVirtual().start(what);
  }

  private ExecAnswer exec(WorkId id) {
    try {
      return engine.exec(id);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private WorkState state(WorkId id) {
    try {
      return engine.state(id);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private WorkState endOf(WorkId id) {
    try {
      var wait = Duration.ofSeconds(30);
      return engine.engine.lookWhenEnded(id, wait, look -> look.machine().state()).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
