package dev.interlock.engine.execute;

import static dev.interlock.engine.execute.TargetsUnderTest.AA00;
import static dev.interlock.engine.execute.TargetsUnderTest.awaitWaiting;
import static dev.interlock.engine.execute.TargetsUnderTest.block;
import static dev.interlock.engine.execute.TargetsUnderTest.jobs;
import static dev.interlock.engine.execute.TargetsUnderTest.lookAgain;
import static dev.interlock.engine.execute.TargetsUnderTest.waiting;
import static dev.interlock.engine.execute.TargetsUnderTest.waitsFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// No two jobs that run touch the same thing.
class TargetTest {
  private final TargetsUnderTest all = new TargetsUnderTest();
  private final EngineUnderTest engine = all.start();

  @AfterEach
  void close() {
    all.close();
  }

  @Test
  void a_work_waits_for_what_another_touches_says_so_and_goes_on_when_that_has_ended()
      throws Exception {
    var first = all.touching(engine, "erase");

    var second = waiting(engine, block("erase", "aa00"));

    assertThat(engine.facts(second, Fact.TargetAwaited.class))
        .containsExactly(new Fact.TargetAwaited(0, AA00, first, 0));
    assertThat(engine.state(second)).isEqualTo(WorkState.RUNNING);
    assertThat(engine.jobs(second)).containsExactly(JobState.NOT_STARTED);
    assertThat(waitsFor(engine, second))
        .isEqualTo("blocks[0].jobs[0] erase waits for machine aa00, which work %s uses", first);
    all.gate.letThrough(1);
    engine.awaitEnd(first, WorkState.COMPLETED);
    lookAgain(engine);
    all.gate.awaitArrivals(1);
    assertThat(waitsFor(engine, second)).isEmpty();
    all.gate.letThrough(1);
    engine.awaitEnd(second, WorkState.COMPLETED);
    assertThat(all.gate.mostAtOnce()).isEqualTo(1);
    assertThat(all.memory.usedBy(second)).isEmpty();
  }

  @Test
  void jobs_of_one_work_take_turns_and_the_store_is_asked_for_nothing_that_it_would_refuse()
      throws Exception {
    var id = engine.run(block("erase", "aa00", "aa00", "aa00"));
    for (int i = 0; i < 3; i++) {
      all.gate.awaitArrivals(1);
      assertThat(all.memory.usedBy(id)).containsExactly(new TargetUse(AA00, id, i));
      all.gate.letThrough(1);
    }

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(all.gate.mostAtOnce()).isEqualTo(1);
    assertThat(engine.facts(id, Fact.TargetAwaited.class)).isEmpty();
  }

  @Test
  void a_job_that_waits_keeps_those_after_it_waiting_and_none_before_it() throws Exception {
    var first = all.touching(engine, "erase");

    var second = engine.run(block("erase", "aa07", "aa00", "aa08"));
    all.gate.awaitArrivals(1);
    lookAgain(engine);
    awaitWaiting(engine, second);

    assertThat(engine.jobs(second))
        .containsExactly(JobState.RUNNING, JobState.NOT_STARTED, JobState.NOT_STARTED);
    all.gate.letThrough(2);
    engine.awaitEnd(first, WorkState.COMPLETED);
    lookAgain(engine);
    all.gate.awaitArrivals(2);
    all.gate.letThrough(2);
    engine.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void a_job_waits_for_the_last_of_several_targets() throws Exception {
    var first = engine.run(block("erase", "aa00"));
    var second = engine.run(block("erase", "aa01"));
    all.gate.awaitArrivals(2);
    var both = waiting(engine, block("erase", "aa01,aa00"));

    all.gate.letThrough(1);
    engine.awaitUntil(() ->
        Stream.of(first, second)
            .anyMatch(id -> engine.stored(id).summary().state() == WorkState.COMPLETED));
    lookAgain(engine);
    assertThat(all.gate.hasNewArrivals()).isFalse();
    all.gate.letThrough(1);
    engine.awaitEnd(first, WorkState.COMPLETED);
    engine.awaitEnd(second, WorkState.COMPLETED);
    engine.awaitUntil(() -> {
      lookAgain(engine);
      return all.gate.hasNewArrivals();
    });

    all.gate.letThrough(1);
    engine.awaitEnd(both, WorkState.COMPLETED);
    assertThat(all.gate.mostAtOnce()).isEqualTo(2);
  }

  @Test
  void the_jobs_of_a_sequence_hand_a_target_on() throws Exception {
    var sequence = BlockPlan.of().sequence(jobs("erase", "aa00", "aa00", "aa01,aa00")).block();
    all.gate.letThrough(3);

    var id = engine.run(sequence);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.facts(id, Fact.TargetAwaited.class)).isEmpty();
    assertThat(all.memory.usedBy(id)).isEmpty();
  }

  @Test
  void a_work_that_waits_for_a_target_can_be_stopped_in_every_way() throws Exception {
    var first = all.touching(engine, "erase");
    var cancelled = engine.run(block("erase", "aa00"));
    var killed = engine.run(block("erase", "aa00"));
    var stopped = engine.run(EngineUnderTest.named("Other", block("erase", "aa00")));
    lookAgain(engine);
    for (var id : List.of(cancelled, killed, stopped)) {
      awaitWaiting(engine, id);
    }

    engine.order(cancelled, new Verb.Cancel());
    engine.order(killed, new Verb.Kill());
    var _ = engine.stop.order("Other", "a drill", Decision.unrecorded("bob"), RequestKey.NONE);

    engine.awaitEnd(cancelled, WorkState.CANCELLED);
    engine.awaitEnd(killed, WorkState.KILLED);
    engine.awaitEnd(stopped, WorkState.ES_STOPPED);
    assertThat(engine.state(first)).isEqualTo(WorkState.RUNNING);
  }

  @Test
  void a_job_that_waits_can_be_skipped_and_lets_those_after_it_start() throws Exception {
    var first = all.touching(engine, "erase");
    var second = waiting(engine, block("erase", "aa00", "aa01"));

    engine.order(second, new Verb.SkipJobs(List.of("blocks[0].jobs[0]")));

    all.gate.awaitArrivals(1);
    assertThat(engine.jobs(second)).containsExactly(JobState.SKIPPED, JobState.RUNNING);
    all.gate.letThrough(2);
    engine.awaitEnd(first, WorkState.COMPLETED);
    engine.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void a_work_that_was_killed_frees_what_it_touched() throws Exception {
    var first = all.touching(engine, "erase");

    engine.order(first, new Verb.Kill());
    engine.awaitEnd(first, WorkState.KILLED);

    var second = all.touching(engine, "erase");
    all.gate.letThrough(1);
    engine.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void a_stopped_work_touches_its_target_until_its_attempt_has_ended() throws Exception {
    var deaf = new Gate();
    var stubborn =
        ScriptedJob.touching(
            "stubborn",
            CrashClass.IDEMPOTENT,
            (_, _) -> {
              deaf.passDeaf();
              return new Outcome.Succeeded("");
            });
    try (var other = EngineUnderTest.on(new InMemoryStore(), stubborn, all.erase).start()) {
      var first = other.run(block("stubborn", "aa00"));
      deaf.awaitArrivals(1);
      other.order(first, new Verb.Cancel());
      var second = other.run(block("erase", "aa00"));
      lookAgain(other);
      awaitWaiting(other, second);
      assertThat(other.state(first)).isEqualTo(WorkState.STOPPING);

      deaf.letThrough(1);
      other.awaitEnd(first, WorkState.CANCELLED);
      lookAgain(other);
      all.gate.awaitArrivals(1);
      all.gate.letThrough(1);
      other.awaitEnd(second, WorkState.COMPLETED);
    }
  }

  @Test
  void a_job_type_that_cannot_say_what_a_job_touches_has_the_work_refused() throws Exception {
    var answer = engine.engine.submit(Plans.work(block("erase", "aa00,")), new Caller("ann", ""));

    assertThat(answer).isInstanceOf(SubmitAnswer.Rejected.class);
    assertThat(((SubmitAnswer.Rejected) answer).violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.path()).isEqualTo("blocks[0].jobs[0].args");
          assertThat(violation.message()).contains("the name of a target", "1 to 256 characters");
        });
  }
}
