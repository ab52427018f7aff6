package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.job;
import static dev.interlock.engine.work.Plans.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// New works that are made of old ones: clones, and retries of what failed.
class CopiesTest {
  private static final Caller BOB = new Caller("bob", "");

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob fails =
      ScriptedJob.idempotent("fails", (_, _) -> new Outcome.Failed("no"));
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, once, quick, fails).start();

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  private static WorkId accepted(CopyAnswer answer) {
    assertThat(answer).isInstanceOf(CopyAnswer.Submitted.class);
    var submitted = ((CopyAnswer.Submitted) answer).answer();
    assertThat(submitted).isInstanceOf(SubmitAnswer.Accepted.class);
    return ((SubmitAnswer.Accepted) submitted).id();
  }

  private CopyAnswer retry(WorkId id, UnknownJobs unknown) throws InterruptedException {
    return engine.engine.retryFailed(id, unknown, "again", BOB);
  }

  private WorkReq retried(WorkId id, UnknownJobs unknown) throws InterruptedException {
    return engine.engine.request(accepted(retry(id, unknown))).orElseThrow();
  }

  private static Why whyNot(CopyAnswer answer) {
    assertThat(answer).isInstanceOf(CopyAnswer.NotNow.class);
    return ((CopyAnswer.NotNow) answer).refused().why();
  }

  @Test
  void a_retry_leaves_out_what_completed_or_was_skipped() throws Exception {
    var id =
        engine.run(
            block("quick"),
            new Block(
                "second",
                1,
                Tolerance.of(2),
                List.of(job("quick", "tag", "0"), job("fails", "tag", "1")),
                List.of(sequence("quick", "fails", "quick"), sequence("quick"))),
            block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    assertThat(engine.order(id, new Verb.SkipJobs(List.of("blocks[2].jobs[1]"))))
        .isInstanceOf(OrderAnswer.Done.class);
    assertThat(engine.order(id, new Verb.Cancel())).isInstanceOf(OrderAnswer.Done.class);
    engine.awaitEnd(id, WorkState.CANCELLED);

    var again = accepted(retry(id, UnknownJobs.REFUSE));

    assertThat(engine.engine.request(again))
        .contains(
            Plans.work(
                new Block(
                    "second",
                    1,
                    Tolerance.of(2),
                    List.of(job("fails", "tag", "1")),
                    List.of(sequence("fails", "quick"))),
                block(1, 0, "gated")));
    var origin = engine.stored(again).origin();
    assertThat(origin.submission().copiedFrom()).isEqualTo(id.toString());
    assertThat(origin.submittedBy()).isEqualTo("bob");
    assertThat(engine.stored(again).summary().state()).isEqualTo(WorkState.NOT_STARTED);
    assertThat(engine.exec(again)).isInstanceOf(dev.interlock.engine.admit.ExecAnswer.class);
    gate.awaitArrivals(1);
    gate.letThrough(1);
    engine.awaitEnd(again, WorkState.FAILED);
  }

  @Test
  void a_retry_has_the_blocks_that_a_failure_kept_from_running_but_not_what_a_person_skipped()
      throws Exception {
    var turn =
        new Turn(
            Role.FORWARD, Condition.NOTHING_FAILED, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    var ifWell =
        new Block(
            "",
            Pace.of(1),
            Tolerance.of(0),
            List.of(job("quick"), job("gated")),
            List.of(),
            Checks.NONE,
            turn);
    var id = engine.run(block(1, 1, "gated", "fails"), ifWell);
    gate.awaitArrivals(1);
    assertThat(engine.order(id, new Verb.SkipJobs(List.of("blocks[1].jobs[1]"))))
        .isInstanceOf(OrderAnswer.Done.class);
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.FAILED);

    var blocks = retried(id, UnknownJobs.REFUSE).blocks();

    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(1).jobs()).containsExactly(job("quick"));
    assertThat(blocks.get(1).turn()).isEqualTo(turn);
  }

  @Test
  void a_retry_says_all_that_the_request_said_of_what_is_left() throws Exception {
    var tolerance = new Tolerance(1, 50, 3, false, OnBreach.PAUSE);
    var pace =
        new Pace(
            2,
            new Rate(5, Duration.ofSeconds(10)),
            new Ramp(List.of(Share.count(1)), Duration.ofSeconds(1)));
    var turn = Turn.of(Role.ALWAYS);
    var none = dev.interlock.plugin.Checks.NONE;
    var deferred =
        new Block("at the end", pace, tolerance, List.of(job("quick")), List.of(), none, turn);
    var request =
        new WorkReq(
            Plans.NAME,
            "a drill",
            List.of(block("fails", "quick"), deferred),
            Tolerance.of(7).with(OnBreach.PAUSE),
            none,
            Duration.ofHours(5),
            Map.of("team", "storage"));
    var id = engine.submit(request);
    assertThat(engine.order(id, new Verb.Stop())).isInstanceOf(OrderAnswer.Done.class);
    engine.awaitEnd(id, WorkState.STOPPED);

    assertThat(retried(id, UnknownJobs.REFUSE)).isEqualTo(request);
  }

  @Test
  void a_retry_is_refused_while_nobody_knows_what_became_of_a_job() throws Exception {
    var id = engine.run(block("once", "fails"));
    gate.awaitArrivals(1);
    engine.awaitUntil(() -> engine.job(id, 1).state() == JobState.FAILED);
    assertThat(engine.order(id, new Verb.Kill())).isInstanceOf(OrderAnswer.Done.class);
    engine.awaitEnd(id, WorkState.KILLED);

    assertThat(whyNot(retry(id, UnknownJobs.REFUSE))).isEqualTo(Why.UNRESOLVED);
    assertThat(retried(id, UnknownJobs.RUN_AGAIN)).isEqualTo(Plans.work(block("once", "fails")));
    assertThat(retried(id, UnknownJobs.LEAVE_OUT)).isEqualTo(Plans.work(block("fails")));
  }

  @Test
  void there_is_nothing_to_retry_when_all_that_is_left_is_left_out() throws Exception {
    var id = engine.run(block("once"));
    gate.awaitArrivals(1);
    assertThat(engine.order(id, new Verb.Kill())).isInstanceOf(OrderAnswer.Done.class);
    engine.awaitEnd(id, WorkState.KILLED);

    assertThat(whyNot(retry(id, UnknownJobs.LEAVE_OUT))).isEqualTo(Why.NOTHING_TO_RETRY);
  }

  @Test
  void a_retry_is_judged_by_the_policies_as_what_it_is() throws Exception {
    var id = engine.run(block("quick"), block("fails"));
    engine.awaitEnd(id, WorkState.FAILED);
    engine.policy =
        request ->
            request.blocks().size() == 2
                ? List.of()
                : List.of(new Violation("blocks", "are not two"));

    var answer = retry(id, UnknownJobs.REFUSE);

    assertThat(answer)
        .isInstanceOfSatisfying(
            CopyAnswer.Submitted.class,
            submitted -> assertThat(submitted.answer()).isInstanceOf(SubmitAnswer.Rejected.class));
  }

  @Test
  void a_copy_is_submitted_like_any_request_and_linked_to_what_it_was_made_of() throws Exception {
    var id = engine.run(block("quick"));
    var request = Plans.work(block("quick", "quick"));

    var copy = accepted(engine.engine.copy(id, request, "more of it", BOB));

    var submission = engine.stored(copy).origin().submission();
    assertThat(submission.copiedFrom()).isEqualTo(id.toString());
    assertThat(submission.reason()).isEqualTo("more of it");
    assertThat(engine.stored(id).origin().submission().copiedFrom()).isEmpty();
    assertThat(engine.exec(copy)).isEqualTo(new dev.interlock.engine.admit.ExecAnswer.Accepted());
    engine.awaitEnd(copy, WorkState.COMPLETED);
  }

  @Test
  void a_copy_is_not_past_the_emergency_stop() throws Exception {
    var id = engine.run(block("quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    var _ = engine.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(engine.engine.copy(id, Plans.work(block("quick")), "again", BOB))
        .isInstanceOfSatisfying(
            CopyAnswer.Submitted.class,
            submitted -> assertThat(submitted.answer()).isInstanceOf(SubmitAnswer.Stopped.class));
  }

  @Test
  void a_repeated_copy_gets_the_first_one() throws Exception {
    var id = engine.run(block("fails"));
    engine.awaitEnd(id, WorkState.FAILED);
    var caller = new Caller("bob", "call-1");
    var request = Plans.work(block("fails"));

    var first = engine.engine.copy(id, request, "again", caller);

    assertThat(engine.engine.copy(id, request, "again", caller)).isEqualTo(first);
    assertThat(engine.engine.retryFailed(id, UnknownJobs.REFUSE, "again", caller)).isEqualTo(first);
    assertThat(engine.engine.copy(id, request, "for another reason", caller))
        .isEqualTo(new CopyAnswer.Submitted(new SubmitAnswer.RequestIdReused()));
    assertThat(engine.engine.submit(request, caller)).isEqualTo(new SubmitAnswer.RequestIdReused());
  }

  @Test
  void there_is_nothing_to_make_of_no_work() throws Exception {
    var none = new WorkId(new UUID(1, 1));

    assertThat(retry(none, UnknownJobs.REFUSE)).isEqualTo(new CopyAnswer.NoSuchWork());
    assertThat(engine.engine.copy(none, Plans.work(block("quick")), "again", BOB))
        .isEqualTo(new CopyAnswer.NoSuchWork());
  }
}
