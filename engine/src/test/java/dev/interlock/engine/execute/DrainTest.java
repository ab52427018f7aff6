package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that is being taken out while another would go on.
class DrainTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob job = ScriptedJob.once("job", gate);
  private final ScriptedJob check =
      ScriptedJob.check("check", INTERVAL, (_, _) -> new Outcome.Succeeded(""));
  private final ScriptedTenure tenure = new ScriptedTenure(memory);
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, once, job, check).tenure(tenure).start();

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  /// Three jobs, one at a time; the first of them runs.
  private WorkId running() throws InterruptedException {
    var id = engine.run(block(1, 0, 3, "once"));
    gate.awaitArrivals(1);
    return id;
  }

  @Test
  void what_runs_ends_and_counts_and_nothing_starts_after_it() throws Exception {
    var id = running();

    tenure.drain();
    assertThat(gate.inside()).as("nothing is interrupted").isEqualTo(1);
    gate.letThrough(1);

    engine.awaitUntil(() -> engine.live.count() == 0);
    assertThat(engine.facts(id, Fact.AttemptStarted.class)).hasSize(1);
    assertThat(engine.facts(id, Fact.AttemptEnded.class))
        .extracting(Fact.AttemptEnded::how)
        .containsExactly(AttemptEnd.SUCCEEDED);
    assertThat(engine.stored(id).summary().state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  void a_work_is_let_go_of_when_nothing_of_it_runs_and_not_before() throws Exception {
    var id = running();
    var other = running();

    tenure.drain();
    gate.letThrough(1);

    engine.awaitUntil(() -> tenure.hasLetGoOf(id) || tenure.hasLetGoOf(other));
    assertThat(gate.inside()).isEqualTo(1);
    assertThat(tenure.hasLetGoOf(id) && tenure.hasLetGoOf(other)).isFalse();
    assertThat(tenure.drained).isFalse();

    gate.letThrough(1);

    engine.awaitUntil(() -> tenure.hasLetGoOf(id) && tenure.hasLetGoOf(other) && tenure.drained);
  }

  @Test
  void another_goes_on_and_a_job_that_may_not_run_twice_does_not() throws Exception {
    var id = running();
    tenure.drain();
    gate.letThrough(1);
    engine.awaitUntil(() -> tenure.hasLetGoOf(id));

    try (var other = EngineUnderTest.on(memory, once).replica("there:2").start()) {
      gate.letThrough(2);
      other.awaitEnd(id, WorkState.COMPLETED);
    }

    assertThat(once.started())
        .extracting(ScriptedJob.Started::key)
        .containsExactlyElementsOf(EngineUnderTest.keys(id, 0, 1, 2));
    assertThat(engine.jobs(id)).containsOnly(JobState.COMPLETED);
  }

  @Test
  void continuous_checks_go_on_beside_what_still_runs() throws Exception {
    engine.run(BlockPlan.of(1).checks(BlockPlan.continuous()).block());
    gate.awaitArrivals(1);
    engine.awaitUntil(() -> check.started().size() == 2); // before the start, and since

    tenure.drain();

    for (int run = 3; run <= 4; run++) {
      int soFar = run;
      engine.clock.awaitAlarmWithin(INTERVAL);
      engine.clock.advance(INTERVAL);
      engine.awaitUntil(() -> check.started().size() == soFar);
    }
    assertThat(gate.inside()).isEqualTo(1);
  }

  @Test
  void works_that_rest_are_let_go_of_too() throws Exception {
    var later = engine.submit(block("once"));
    var start = engine.clock.instant().plus(Duration.ofHours(1));
    engine.engine.exec(later, start, new Caller("ann", ""));
    assertThat(engine.order(later, new Verb.Pause())).isInstanceOf(OrderAnswer.Done.class);
    engine.awaitRest(later, WorkState.PAUSED);

    tenure.drain();

    engine.awaitUntil(() -> tenure.hasLetGoOf(later) && tenure.drained);
  }

  @Test
  void a_new_work_is_accepted_and_left_to_others() throws Exception {
    tenure.drain();

    var id = engine.run(block("once"));
    engine.claims.wake();
    engine.awaitUntil(() -> engine.claims.queued() == 1);

    assertThat(engine.stored(id).summary().state()).isEqualTo(WorkState.WAITING);
    assertThat(engine.stored(id).fence()).isZero();
    assertThat(once.started()).isEmpty();
  }

  @Test
  void verbs_reach_what_still_runs_and_what_was_let_go_of() throws Exception {
    var id = running();
    tenure.drain();

    assertThat(engine.order(id, new Verb.Pause()))
        .isEqualTo(new OrderAnswer.Done(WorkState.PAUSING));
    assertThat(engine.state(id)).isEqualTo(WorkState.PAUSING);
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);
    engine.awaitUntil(() -> tenure.hasLetGoOf(id));
    assertThat(engine.order(id, new Verb.Resume()))
        .isEqualTo(new OrderAnswer.Done(WorkState.RUNNING));
    engine.awaitUntil(() -> engine.live.count() == 0);
    assertThat(engine.order(id, new Verb.Cancel()))
        .isEqualTo(new OrderAnswer.Done(WorkState.CANCELLED));

    assertThat(once.started()).hasSize(1);
  }

  @Test
  void the_emergency_stop_stops_what_still_runs_and_what_nobody_took() throws Exception {
    var id = running();
    tenure.drain();
    var waiting = engine.run(block("once"));
    engine.awaitUntil(() -> engine.claims.queued() == 1);

    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    engine.awaitEnd(id, WorkState.ES_STOPPED);
    engine.awaitEnd(waiting, WorkState.ES_STOPPED);
    assertThat(gate.inside()).isZero();
  }

  @Test
  void when_it_is_taken_back_works_go_on_from_where_they_were_held() throws Exception {
    var id = engine.run(Plans.block(2, 0, 4, "once"));
    gate.awaitArrivals(2);
    tenure.drain();
    gate.letThrough(1);
    engine.awaitUntil(() -> !engine.facts(id, Fact.AttemptEnded.class).isEmpty());
    assertThat(gate.hasNewArrivals()).isFalse();

    tenure.undoDrain();

    gate.awaitArrivals(1);
    gate.letThrough(3);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(once.started()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void when_it_is_taken_back_works_that_nobody_took_are_taken_again() throws Exception {
    tenure.drain();
    var id = engine.submit(block("once"));
    engine.engine.exec(id, Admission.AT_ONCE, new Caller("ann", ""));
    engine.awaitUntil(() -> engine.claims.queued() == 1);

    tenure.undoDrain();

    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
  }
}
