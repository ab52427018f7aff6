package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that may run nothing any more, and one that may again.
class LostLeaseTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedTenure tenure = new ScriptedTenure(memory);
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, once).tenure(tenure).start();

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
}
