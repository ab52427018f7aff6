package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.OrderAnswer.Done;
import dev.interlock.engine.admit.OrderAnswer.RequestIdReused;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Verbs that are repeated, that come together, or that meet a store that is away.
class VerbTroubleTest {
  private static final Duration RETRY = Duration.ofMillis(50);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var another = EngineUnderTest.on(memory, gated, quick).start();
    engines.add(another);
    return another;
  }

  @AfterEach
  void close() {
    engine.store.comeBack();
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private WorkId running() throws InterruptedException {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    return id;
  }

  private WorkId paused() throws InterruptedException {
    var id = running();
    assertThat(engine.order(id, new Verb.Pause())).isInstanceOf(Done.class);
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);
    return id;
  }

  /// Gives the verb from a thread of its own.
  private CompletableFuture<OrderAnswer> order(WorkId id, Verb verb, String requestId) {
    var answer = new CompletableFuture<OrderAnswer>();
    var at = engine;
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(at.order(id, verb, requestId));
          } catch (InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static boolean carriesOut(List<Write> writes, String requestId) {
    return writes.stream()
        .anyMatch(write ->
            write instanceof Write.Append append && append.key().requestId().equals(requestId));
  }

  /// Has something happen before the first commit that carries out a call.
  private void beforeTheFirst(String requestId, Runnable action) {
    var isFirst = new AtomicBoolean(true);
    engine.store.beforeCommit(writes -> {
      if (carriesOut(writes, requestId) && isFirst.getAndSet(false)) {
        action.run();
      }
    });
  }

  @Test
  void a_repeated_verb_gets_the_first_answer_though_the_work_has_ended() throws Exception {
    var id = running();
    assertThat(engine.order(id, new Verb.Cancel(), "call-1")).isInstanceOf(Done.class);
    engine.awaitEnd(id, WorkState.CANCELLED);
    var facts = engine.facts(id);

    assertThat(engine.order(id, new Verb.Cancel(), "call-1"))
        .isEqualTo(new Done(WorkState.CANCELLED));

    assertThat(engine.facts(id)).isEqualTo(facts);
    assertThat(engine.order(id, new Verb.Cancel(), "call-2"))
        .isInstanceOfSatisfying(
            OrderAnswer.NotNow.class, no -> assertThat(no.refused().why()).isEqualTo(Why.ENDED));
  }

  @Test
  void a_repeated_verb_is_not_carried_out_again_though_the_work_went_on_since() throws Exception {
    var id = running();
    engine.order(id, new Verb.Pause(), "call-1");
    engine.order(id, new Verb.Resume(), "call-2");

    assertThat(engine.order(id, new Verb.Pause(), "call-1")).isEqualTo(new Done(WorkState.RUNNING));

    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.facts(id, Fact.PauseOrdered.class)).hasSize(1);
  }

  @Test
  void a_repeated_verb_is_not_judged_again() throws Exception {
    var id = paused();
    engine.order(id, new Verb.Resume(), "call-1");
    engine.awaitEnd(id, WorkState.COMPLETED);
    var _ = engine.stop.order("all", "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(engine.order(id, new Verb.Resume(), "call-1"))
        .isEqualTo(new Done(WorkState.COMPLETED));
  }

  @Test
  void a_request_id_stands_for_one_call() throws Exception {
    var live = running();
    engine.order(live, new Verb.SetLimit(0, 3), "call-1");
    assertThat(engine.order(live, new Verb.SetLimit(0, 4), "call-1"))
        .isEqualTo(new RequestIdReused());
    assertThat(engine.order(live, new Verb.Cancel(), "call-1")).isEqualTo(new RequestIdReused());
    assertThat(
            engine.engine.order(
                live, new Verb.Cancel(), "another reason", new Caller("bob", "call-1")))
        .isEqualTo(new RequestIdReused());
    gate.letThrough(1);
    engine.awaitEnd(live, WorkState.COMPLETED);

    var resting = paused();
    assertThat(engine.order(resting, new Verb.Kill(), "call-1")).isEqualTo(new RequestIdReused());
    var submitted = engine.submit(block("quick"));
    engine.engine.exec(submitted, Admission.AT_ONCE, new Caller("ann", "call-2"));
    assertThat(engine.order(resting, new Verb.Kill(), "call-2")).isEqualTo(new RequestIdReused());
    assertThat(engine.state(resting)).isEqualTo(WorkState.PAUSED);
  }

  @Test
  void a_verb_whose_commit_was_applied_and_not_answered_is_carried_out_once() throws Exception {
    var id = running();
    beforeTheFirst("call-1", () -> engine.store.loseReplies(1));

    var answer = order(id, new Verb.Pause(), "call-1");
    engine.clock.awaitSleeperWithin(RETRY);
    engine.clock.advance(RETRY);

    assertThat(answer.get()).isEqualTo(new Done(WorkState.PAUSING));
    assertThat(engine.facts(id, Fact.PauseOrdered.class)).hasSize(1);
  }

  @Test
  void a_verb_whose_process_died_before_it_could_answer_is_answered_by_the_next() throws Exception {
    var id = running();
    engine.store.afterCommit(writes -> {
      if (carriesOut(writes, "call-1")) {
        engine.kill();
        throw new StoreUnavailable("the test cut the line", new IllegalStateException());
      }
    });
    var _ = order(id, new Verb.SetLimit(0, 5), "call-1");
    engine.awaitUntil(() -> memory.journal(id, 0, 99).size() == 3);

    engine = start();

    assertThat(engine.order(id, new Verb.SetLimit(0, 5), "call-1")).isInstanceOf(Done.class);
    assertThat(engine.order(id, new Verb.SetLimit(0, 6), "call-1"))
        .isEqualTo(new RequestIdReused());
    assertThat(engine.facts(id, Fact.LimitSet.class)).hasSize(1);
  }

  @Test
  void a_verb_is_refused_while_the_store_is_away_and_done_when_it_is_repeated() throws Exception {
    var id = paused();
    engine.store.goAway();
    assertThatThrownBy(() -> engine.order(id, new Verb.Stop(), "call-1"))
        .isInstanceOf(StoreUnavailable.class);
    engine.store.comeBack();
    assertThat(engine.state(id)).isEqualTo(WorkState.PAUSED);

    engine.store.loseReplies(1); // the claim's
    assertThatThrownBy(() -> engine.order(id, new Verb.Stop(), "call-1"))
        .isInstanceOf(StoreUnavailable.class);

    assertThat(engine.order(id, new Verb.Stop(), "call-1")).isEqualTo(new Done(WorkState.STOPPED));
    engine.awaitEnd(id, WorkState.STOPPED);
  }

  @Test
  void a_verb_that_finds_the_store_away_in_its_middle_is_done_when_that_is_back() throws Exception {
    var id = running();
    beforeTheFirst("call-1", engine.store::goAway);

    var answer = order(id, new Verb.Cancel(), "call-1");
    engine.clock.awaitSleeperWithin(RETRY);
    assertThat(gate.inside()).isOne(); // nothing is interrupted before that is durable
    engine.store.comeBack();
    engine.clock.advance(RETRY);

    assertThat(answer.get()).isInstanceOf(Done.class);
    engine.awaitEnd(id, WorkState.CANCELLED);
    assertThat(engine.jobs(id)).containsExactly(JobState.CANCELLED, JobState.NOT_STARTED);
  }

  @Test
  void a_verb_that_starts_jobs_is_decided_anew_when_the_emergency_stop_has_changed()
      throws Exception {
    var id = engine.run(block(1, 0, 3, "gated"));
    gate.awaitArrivals(1);
    var row = new StopRow("Unrelated", "stop", "a drill", "bob", ManualClock.NOON);
    var _ = memory.commit(List.of(new Write.SetStop(row, RequestKey.NONE)));

    assertThat(engine.order(id, new Verb.SetLimit(0, 2), "call-1"))
        .isEqualTo(new Done(WorkState.RUNNING));

    gate.awaitArrivals(1);
    assertThat(engine.facts(id, Fact.LimitSet.class)).hasSize(1);
  }

  @Test
  void the_same_call_from_many_threads_is_carried_out_once() throws Exception {
    for (int round = 0; round < 50; round++) {
      var call = "call-" + round;
      var id = round % 2 == 0 ? running() : paused();

      var answers = Stream.generate(() -> order(id, new Verb.Kill(), call)).limit(8).toList();

      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(new Done(WorkState.KILLED));
      }
      engine.awaitEnd(id, WorkState.KILLED);
      assertThat(engine.facts(id, Fact.StopOrdered.class)).hasSize(1);
      gate.drain();
    }
  }

  @Test
  void a_pause_and_a_stop_at_once_leave_a_stopped_work() throws Exception {
    for (int round = 0; round < 100; round++) {
      var id = running();

      var pause = order(id, new Verb.Pause(), "");
      var stop = order(id, new Verb.Stop(), "");
      gate.letThrough(1);

      if (stop.get() instanceof OrderAnswer.NotNow) { // its last job was faster
        engine.awaitUntil(() -> engine.stored(id).summary().state().isTerminal());
      } else {
        engine.awaitEnd(id, WorkState.STOPPED);
      }
      assertThat(pause.get()).isInstanceOfAny(Done.class, OrderAnswer.NotNow.class);
    }
  }

  @Test
  void a_pause_and_a_resume_at_once_lose_nothing() throws Exception {
    for (int round = 0; round < 100; round++) {
      int before = quick.started().size();
      var id = paused();

      var resume = order(id, new Verb.Resume(), "");
      var pause = order(id, new Verb.Pause(), "");
      assertThat(resume.get()).isInstanceOf(Done.class);
      assertThat(pause.get()).isInstanceOfAny(Done.class, OrderAnswer.NotNow.class);

      engine.awaitUntil(() ->
          engine.stored(id).summary().state() == WorkState.COMPLETED
              || (engine.stored(id).summary().state() == WorkState.PAUSED
                  && !engine.live.isLiveOrAside(id)));
      if (engine.state(id) == WorkState.PAUSED) {
        assertThat(engine.order(id, new Verb.Resume())).isInstanceOf(Done.class);
      }
      engine.awaitEnd(id, WorkState.COMPLETED);
      assertThat(quick.started()).hasSize(before + 1);
    }
  }

  @Test
  void a_cancel_races_with_the_end_and_one_of_them_wins() throws Exception {
    for (int round = 0; round < 100; round++) {
      var id = engine.run(block("gated"));
      gate.awaitArrivals(1);

      var cancel = order(id, new Verb.Cancel(), "");
      gate.letThrough(1);

      var end = engine.awaitEnd(id).summary().state();
      assertThat(end)
          .isEqualTo(cancel.get() instanceof Done ? WorkState.CANCELLED : WorkState.COMPLETED);
      gate.drain();
    }
  }
}
