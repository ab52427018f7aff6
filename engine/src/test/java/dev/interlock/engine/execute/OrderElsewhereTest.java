package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.replica.AskedOrder;
import dev.interlock.engine.replica.ScriptedDesk;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Verbs for works that another server runs.
class OrderElsewhereTest {
  /// So often somebody looks whether the other has answered.
  private static final Duration ANSWER_POLL = Duration.ofMillis(20);

  /// Between two tries.
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob seen =
      ScriptedJob.verifiable(
          "seen", gate, (_, _) -> new Probe(Probe.Found.NOT_DONE, "as the test wants it"));
  private final ScriptedDesk desk = new ScriptedDesk();
  private final EngineUnderTest there = EngineUnderTest.on(memory, seen).replica("there:2").start();
  private final EngineUnderTest here = EngineUnderTest.on(memory, seen).desk(desk).start();

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    here.close();
    there.close();
  }

  /// A work that runs there.
  private WorkId anothers() throws Exception {
    var id = there.run(block("seen"));
    gate.awaitArrivals(1);
    memory.isAnothers(id);
    return id;
  }

  private <T> FutureTask<T> call(Callable<T> call) {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  private OrderAnswer unanswered(WorkId id, Verb verb) throws Exception {
    var answer = call(() -> here.order(id, verb));
    here.clock.awaitSleeperWithin(ANSWER_POLL);
    here.clock.advance(PATIENCE);
    return answer.get();
  }

  @Test
  void a_kill_that_its_server_does_not_answer_fences_that_one_and_what_runs_there_is_unknown()
      throws Exception {
    var id = anothers();

    assertThat(unanswered(id, new Verb.Kill())).isEqualTo(new OrderAnswer.Done(WorkState.KILLED));

    assertThat(here.jobs(id)).containsExactly(JobState.UNKNOWN);
    assertThat(seen.probed()).as("nobody looks at what may still run").isEmpty();
    gate.letThrough(1);
    there.awaitUntil(() -> there.live.count() == 0);
    assertThat(there.stored(id).summary().state()).isEqualTo(WorkState.KILLED);
  }

  @Test
  void no_other_verb_takes_a_work_from_a_server_that_lives() throws Exception {
    var id = anothers();

    assertThat(unanswered(id, new Verb.Cancel())).isInstanceOf(OrderAnswer.Unanswered.class);

    assertThat(here.stored(id).fence()).isEqualTo(1);
    gate.letThrough(1);
    there.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_verb_that_nobody_can_carry_out_now_is_tried_with_pauses_and_then_given_up()
      throws Exception {
    var id = there.run(block("seen"));
    gate.awaitArrivals(1);
    desk.owner(Optional.empty());
    var leaseless = new ScriptedTenure(memory);
    leaseless.held = false;
    try (var idle =
        EngineUnderTest.on(memory, seen).replica("idle:3").desk(desk).tenure(leaseless).start()) {
      var answer = call(() -> idle.order(id, new Verb.Cancel()));
      idle.clock.awaitSleeperWithin(PAUSE);
      assertThat(desk.asks()).as("tries").isEqualTo(1);
      idle.clock.advance(Duration.ofSeconds(5));

      assertThatThrownBy(answer::get).hasCauseInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void a_skip_for_another_server_does_not_keep_one_waiting_that_that_server_asks_for()
      throws Exception {
    var theirs = anothers();
    var mine = here.run(block("seen"), block("seen"));
    gate.awaitArrivals(1);
    var skip = new Verb.SkipJobs(List.of("blocks[1].jobs[0]"));
    var crossing = new AskedOrder(UUID.randomUUID(), mine, skip, "a drill", new Caller("bob", ""));
    desk.whenAsked(asked ->
        desk.whenAnswered(_ -> {
          desk.whenAnswered(_ -> {});
          desk.answer(asked.id(), new OrderAnswer.Done(WorkState.RUNNING));
        }));

    var answer = call(() -> here.order(theirs, new Verb.SkipJobs(List.of("blocks[0].jobs[0]"))));
    here.clock.awaitSleeperWithin(ANSWER_POLL); // it waits for the other server
    desk.ask(crossing);
    here.awaitUntil(() -> desk.answered(crossing.id()).isPresent());
    here.clock.advance(ANSWER_POLL);

    assertThat(answer.get()).isEqualTo(new OrderAnswer.Done(WorkState.RUNNING));
    assertThat(desk.answered(crossing.id())).contains(new OrderAnswer.Done(WorkState.RUNNING));
  }

  @Test
  void an_exec_that_another_server_carried_out_is_accepted_again_though_its_name_is_stopped_now()
      throws Exception {
    var id = here.submit(block("seen")); // which it remembers as new
    var call = new Caller("ann", "call-1");
    assertThat(there.engine.exec(id, Admission.AT_ONCE, call)).isEqualTo(new ExecAnswer.Accepted());
    gate.awaitArrivals(1);
    var _ = here.stop.order(Plans.NAME, "a drill", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(here.engine.exec(id, Admission.AT_ONCE, call)).isEqualTo(new ExecAnswer.Accepted());
  }
}
