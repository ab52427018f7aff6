package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Probe;
import dev.interlock.plugin.Probe.Found;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that may run nothing any more, and one that may again.
class LostLeaseTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob deaf = ScriptedJob.idempotent("deaf", hearsNothing(gate));
  private final ScriptedJob deafAndSeen =
      ScriptedJob.verifiable(
          "deafAndSeen",
          hearsNothing(gate),
          (_, _) -> new Probe(gate.inside() > 0 ? Found.NOT_DONE : Found.DONE, "as seen"));
  private final ScriptedTenure tenure = new ScriptedTenure(memory);
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, once, deaf, deafAndSeen).tenure(tenure).start();

  private static ScriptedJob.Script hearsNothing(Gate gate) {
    return (_, _) -> {
      gate.passDeaf();
      return new Outcome.Succeeded("");
    };
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  @Test
  void interrupts_what_runs_and_lets_go_of_it_while_the_store_is_away() throws Exception {
    engine.run(block("gated"));
    engine.run(block("once"));
    gate.awaitArrivals(2);
    engine.store.goAway();

    tenure.lose();

    engine.awaitUntil(() -> gate.inside() == 0 && engine.live.count() == 0);
  }

  @Test
  void goes_on_when_it_is_held_again_by_the_rules_after_a_crash() throws Exception {
    var again = engine.run(block("gated"));
    var never = engine.run(block("once"));
    gate.awaitArrivals(2);
    tenure.lose();
    engine.awaitUntil(() -> engine.live.count() == 0);
    assertThat(engine.facts(again, Fact.AttemptEnded.class)).as("nothing is written").isEmpty();

    tenure.regain();

    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(again, WorkState.COMPLETED);
    engine.awaitRest(never, WorkState.WAITING);
    assertThat(engine.jobs(never)).containsExactly(JobState.UNKNOWN);
    assertThat(once.started()).hasSize(1);
  }

  @Test
  void goes_on_when_it_is_held_again_before_everything_was_let_go_of() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    tenure.lose();
    tenure.regain();

    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gate.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void starts_nothing_while_it_is_not_held() throws Exception {
    tenure.lose();

    var id = engine.submit(block("gated"));
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
    engine.claims.wake();

    assertThat(engine.stored(id).summary().state()).isEqualTo(WorkState.WAITING);
    assertThat(gated.started()).isEmpty();

    tenure.regain();
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void an_attempt_whose_intent_was_written_as_the_lease_was_lost_is_not_begun() throws Exception {
    engine.store.afterCommit(_ -> tenure.held = false);

    var id = engine.submit(block("once"));
    tenure.held = true;
    engine.exec(id);

    engine.awaitUntil(() -> !engine.facts(id, Fact.AttemptStarted.class).isEmpty());
    tenure.lose();
    engine.awaitUntil(() -> engine.live.count() == 0);
    assertThat(once.started()).isEmpty();
  }

  /// A work of which an attempt hears no interrupt, and runs on while the lease is held again.
  private WorkId heldAgainWhileItRuns(String name) throws Exception {
    var id = engine.run(block(name));
    gate.awaitArrivals(1);
    tenure.lose();
    engine.awaitUntil(() -> engine.live.count() == 0);
    tenure.regain();
    for (int i = 0; i < 2; i++) { // the first may have begun before
      int looks = engine.store.looks();
      engine.claims.wake();
      engine.awaitUntil(() -> engine.store.looks() > looks);
    }
    return id;
  }

  @Test
  void what_may_run_again_does_not_before_its_attempt_has_ended_that_heard_no_interrupt()
      throws Exception {
    var id = heldAgainWhileItRuns("deaf");
    assertThat(deaf.started()).hasSize(1);

    gate.letThrough(1);
    gate.awaitArrivals(1);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(deaf.started()).hasSize(2);
    assertThat(gate.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void nobody_looks_what_an_attempt_did_before_it_has_ended() throws Exception {
    var id = heldAgainWhileItRuns("deafAndSeen");
    assertThat(deafAndSeen.probed()).isEmpty();

    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(deafAndSeen.started()).hasSize(1);
    assertThat(deafAndSeen.probed()).hasSize(1);
  }

  @Test
  void a_work_whose_attempt_still_runs_can_be_killed_and_nobody_knows_what_that_attempt_did()
      throws Exception {
    var id = heldAgainWhileItRuns("deafAndSeen");

    assertThat(engine.order(id, new Verb.Kill())).isInstanceOf(OrderAnswer.Done.class);

    engine.awaitEnd(id, WorkState.KILLED);
    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN);
    assertThat(deafAndSeen.probed()).isEmpty();
  }

  @Test
  void the_emergency_stop_ends_a_work_whose_attempt_still_runs() throws Exception {
    var id = heldAgainWhileItRuns("deaf");

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN);
    assertThat(deaf.started()).hasSize(1);
  }
}
