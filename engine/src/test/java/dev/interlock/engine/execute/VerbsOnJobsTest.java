package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.sequence;
import static dev.interlock.engine.work.Plans.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What skipping and resolving jobs and setting limits does to works.
class VerbsOnJobsTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob erase = ScriptedJob.quick("erase");
  private final ScriptedJob fails =
      ScriptedJob.idempotent("fails", (_, _) -> new Outcome.Failed("no"));
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var another = EngineUnderTest.on(memory, gated, once, quick, erase, fails).start();
    engines.add(another);
    return another;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private void done(WorkId id, Verb verb) throws InterruptedException {
    assertThat(engine.order(id, verb)).isInstanceOf(OrderAnswer.Done.class);
  }

  private Why refusalOf(WorkId id, Verb verb) throws InterruptedException {
    var answer = engine.order(id, verb);
    assertThat(answer).isInstanceOf(OrderAnswer.NotNow.class);
    return ((OrderAnswer.NotNow) answer).refused().why();
  }

  private void rejected(WorkId id, Verb verb) throws InterruptedException {
    int before = engine.facts(id).size();
    assertThat(engine.order(id, verb)).isInstanceOf(OrderAnswer.Rejected.class);
    assertThat(engine.facts(id)).hasSize(before);
  }

  private static Verb skip(String... jobs) {
    return new Verb.SkipJobs(List.of(jobs));
  }

  private static Verb resolve(Resolution as) {
    return new Verb.ResolveJobs(List.of("blocks[0].jobs[0]"), as);
  }

  /// A policy that demands a job of a type.
  private static List<Violation> mustHave(String jobType, WorkReq request) {
    return request.blocks().stream()
            .flatMap(block -> block.jobs().stream())
            .anyMatch(job -> job.name().equals(jobType))
        ? List.of()
        : List.of(new Violation("blocks", "has no " + jobType));
  }

  /// Waits for a person: nobody knows what became of its first job.
  private WorkId unresolved() throws InterruptedException {
    var id = engine.run(block(1, 0, "once", "quick"), block("quick"));
    gate.awaitArrivals(1);
    engine.kill();
    engine = start();
    engine.awaitRest(id, WorkState.WAITING);
    return id;
  }

  @Test
  void a_sequence_goes_on_behind_a_job_that_was_skipped_in_its_middle() throws Exception {
    var id = engine.run(sequences(1, sequence("gated", "quick", "erase")));
    gate.awaitArrivals(1);

    done(id, skip("blocks[0].sequences[0].jobs[1]"));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.jobs(id))
        .containsExactly(JobState.COMPLETED, JobState.SKIPPED, JobState.COMPLETED);
    assertThat(quick.started()).isEmpty();
    assertThat(erase.started()).hasSize(1);
    assertThat(engine.job(id, 1).note()).isEqualTo("bob: a drill");
  }

  @Test
  void a_failure_that_is_skipped_does_not_count_and_its_sequence_goes_on() throws Exception {
    var id =
        engine.run(
            new dev.interlock.plugin.Block(
                "",
                1,
                dev.interlock.plugin.Tolerance.of(1),
                List.of(),
                List.of(sequence("fails", "erase"), sequence("gated"))));
    gate.awaitArrivals(1);
    assertThat(engine.jobs(id)).startsWith(JobState.FAILED, JobState.NOT_STARTED);

    done(id, skip("blocks[0].sequences[0].jobs[0]"));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(erase.started()).hasSize(1);
    assertThat(engine.stored(id).summary().hadErrors()).isFalse();
  }

  @Test
  void either_all_jobs_of_a_call_are_skipped_or_none() throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick", "quick"));
    gate.awaitArrivals(1);
    int before = engine.facts(id).size();

    assertThat(refusalOf(id, skip("blocks[0].jobs[1]", "blocks[0].jobs[0]")))
        .isEqualTo(Why.WRONG_JOB_STATE);
    assertThat(refusalOf(id, skip("blocks[0].jobs[1]", "blocks[0].jobs[3]")))
        .isEqualTo(Why.NO_SUCH_JOB);

    assertThat(engine.facts(id)).hasSize(before);
    done(id, skip("blocks[0].jobs[1]", "blocks[0].jobs[2]"));
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void a_job_is_not_skipped_when_what_is_left_would_not_pass_the_policies() throws Exception {
    engine.policy = request -> mustHave("erase", request);
    var id = engine.run(block(1, 0, "gated", "erase", "quick"));
    gate.awaitArrivals(1);

    rejected(id, skip("blocks[0].jobs[1]"));
    done(id, skip("blocks[0].jobs[2]"));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(erase.started()).hasSize(1);
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void jobs_are_not_skipped_one_by_one_when_the_policies_forbid_it_together() throws Exception {
    engine.policy = request -> mustHave("erase", request);
    var id = engine.run(block(1, 0, "gated", "erase", "erase"));
    gate.awaitArrivals(1);

    done(id, skip("blocks[0].jobs[1]"));
    rejected(id, skip("blocks[0].jobs[2]"));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(erase.started()).hasSize(1);
  }

  @Test
  void jobs_are_not_skipped_at_once_either_when_the_policies_forbid_it_together() throws Exception {
    engine.policy = request -> mustHave("erase", request);
    for (int round = 0; round < 100; round++) {
      var id = engine.run(block(1, 0, "gated", "erase", "erase"));
      gate.awaitArrivals(1);
      var answers = new ConcurrentLinkedQueue<OrderAnswer>();

      var other = Thread.ofPlatform().start(() -> answers.add(skipOf(id, "blocks[0].jobs[1]")));
      answers.add(skipOf(id, "blocks[0].jobs[2]"));
      other.join();

      assertThat(answers)
          .hasSize(2)
          .anyMatch(answer -> answer instanceof OrderAnswer.Done)
          .anyMatch(answer -> answer instanceof OrderAnswer.Rejected);
      gate.letThrough(1);
      engine.awaitEnd(id, WorkState.COMPLETED);
    }
  }

  private OrderAnswer skipOf(WorkId id, String job) {
    try {
      return engine.order(id, skip(job));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_nobody_knew_and_was_done_lets_the_work_go_on() throws Exception {
    var id = unresolved();

    done(id, resolve(Resolution.DONE));

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(once.started()).hasSize(1);
    assertThat(quick.started()).hasSize(2);
    assertThat(engine.job(id, 0).note()).isEqualTo("bob: a drill");
    assertThat(engine.job(id, 0).attempts())
        .singleElement()
        .extracting(attempt -> attempt.state())
        .isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void what_nobody_knew_and_failed_fails_the_work() throws Exception {
    var id = unresolved();

    done(id, resolve(Resolution.FAILED));

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.jobs(id))
        .containsExactly(JobState.FAILED, JobState.NOT_STARTED, JobState.NOT_STARTED);
    assertThat(engine.stored(id).summary().reason()).contains("bob: a drill");
  }

  @Test
  void what_nobody_knew_and_is_to_run_again_does_with_the_same_key() throws Exception {
    var id = unresolved();

    done(id, resolve(Resolution.RUN_AGAIN));
    gate.awaitArrivals(1);
    gate.letThrough(2);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(once.started())
        .containsExactly(
            new ScriptedJob.Started(id + "/0", 1), new ScriptedJob.Started(id + "/0", 2));
  }

  @Test
  void a_job_is_run_again_only_if_the_policies_and_the_emergency_stop_allow_it() throws Exception {
    var id = unresolved();
    engine.policy = _ -> List.of(new Violation("name", "is not allowed any more"));
    rejected(id, resolve(Resolution.RUN_AGAIN));
    engine.policy = _ -> List.of();
    engine.file.says(new Reading.Bad("half a file"));
    engine.poll();

    assertThat(engine.order(id, resolve(Resolution.RUN_AGAIN)))
        .isInstanceOf(OrderAnswer.Stopped.class);

    assertThat(engine.jobs(id)).startsWith(JobState.UNKNOWN);
    done(id, resolve(Resolution.FAILED));
    assertThat(once.started()).hasSize(1);
  }

  @Test
  void a_failed_job_that_was_put_right_by_hand_counts_as_done() throws Exception {
    var id = engine.run(block(1, 1, "fails", "gated"));
    gate.awaitArrivals(1);

    done(id, resolve(Resolution.DONE));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(fails.started()).hasSize(1);
  }

  @Test
  void a_failed_job_that_is_to_run_again_does_within_the_limit() throws Exception {
    var tries = new AtomicInteger();
    var second =
        ScriptedJob.idempotent(
            "second",
            (_, _) ->
                tries.incrementAndGet() == 1
                    ? new Outcome.Failed("no")
                    : new Outcome.Succeeded(""));
    try (var one = EngineUnderTest.on(new InMemoryStore(), second, gated).start()) {
      var id = one.run(block(1, 1, "second", "gated"));
      gate.awaitArrivals(1);
      one.resolve(id, Resolution.RUN_AGAIN);
      assertThat(one.jobs(id)).containsExactly(JobState.WAITING, JobState.RUNNING);

      gate.letThrough(1);

      one.awaitEnd(id, WorkState.COMPLETED);
      assertThat(second.started()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Resolution.class)
  void only_what_failed_or_is_unknown_can_be_resolved(Resolution as) throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);

    assertThat(refusalOf(id, resolve(as))).isEqualTo(Why.WRONG_JOB_STATE);
    assertThat(refusalOf(id, new Verb.ResolveJobs(List.of("blocks[0].jobs[1]"), as)))
        .isEqualTo(Why.WRONG_JOB_STATE);
  }

  @Test
  void a_higher_limit_starts_more_at_once_and_a_lower_one_lets_what_runs_go_on() throws Exception {
    var id = engine.run(block(2, 0, 8, "gated"));
    gate.awaitArrivals(2);

    done(id, new Verb.SetLimit(0, 4));
    gate.awaitArrivals(2);
    done(id, new Verb.SetLimit(0, 1));
    gate.letThrough(3);
    engine.awaitUntil(() -> gate.inside() == 1);
    assertThat(engine.jobs(id)).filteredOn(JobState.COMPLETED::equals).hasSize(3);
    assertThat(gate.hasNewArrivals()).isFalse();
    gate.letThrough(5);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gate.mostAtOnce()).isEqualTo(4);
    assertThat(engine.facts(id, Fact.LimitSet.class))
        .containsExactly(
            new Fact.LimitSet(0, 4, "bob", "a drill"), new Fact.LimitSet(0, 1, "bob", "a drill"));
  }

  @Test
  void a_limit_outlives_its_process() throws Exception {
    var id = engine.run(block(1, 0, 4, "gated"));
    gate.awaitArrivals(1);
    done(id, new Verb.SetLimit(0, 3));
    gate.awaitArrivals(2);
    engine.kill();

    engine = start();

    gate.awaitArrivals(3);
    assertThat(gate.hasNewArrivals()).isFalse();
    assertThat(engine.engine.look(id, look -> look.machine().block(0).limit())).contains(3);
  }

  @Test
  void a_higher_limit_is_judged_by_the_policies_and_a_lower_one_is_not() throws Exception {
    var id = engine.run(block(4, 0, "gated"), block(4, 0, "quick"));
    gate.awaitArrivals(1);
    engine.policy =
        request ->
            request.blocks().getLast().limit() > 5 || request.blocks().getLast().limit() < 4
                ? List.of(new Violation("blocks[1].rate_limit", "is not 4 or 5"))
                : List.of();

    rejected(id, new Verb.SetLimit(1, 6));
    done(id, new Verb.SetLimit(1, 5));
    done(id, new Verb.SetLimit(1, 2));
    rejected(id, new Verb.SetLimit(1, 3)); // more than is in force, though less than was asked for
    done(id, new Verb.SetLimit(1, 4));

    assertThat(refusalOf(id, new Verb.SetLimit(2, 1))).isEqualTo(Why.NO_SUCH_BLOCK);
    assertThat(refusalOf(id, new Verb.SetLimit(-1, 1))).isEqualTo(Why.NO_SUCH_BLOCK);
  }

  @Test
  void what_a_block_is_about_is_refused_once_it_has_ended() throws Exception {
    var id = engine.run(block(1, 1, "fails", "quick"), block("gated"));
    gate.awaitArrivals(1);

    assertThat(refusalOf(id, new Verb.SetLimit(0, 2))).isEqualTo(Why.BLOCK_ENDED);
    assertThat(refusalOf(id, skip("blocks[0].jobs[0]"))).isEqualTo(Why.BLOCK_ENDED);
    assertThat(refusalOf(id, resolve(Resolution.DONE))).isEqualTo(Why.BLOCK_ENDED);
  }
}
