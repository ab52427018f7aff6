package dev.interlock.engine.work;

import static dev.interlock.engine.work.BlockPlan.retried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Tolerance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Jobs that are tried again after an attempt has failed.
class RetryTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final List<String> FIRST = List.of("blocks[0].jobs[0]");

  @Test
  void a_job_is_not_tried_again_unless_the_request_says_so() {
    var work = MachineUnderTest.running(BlockPlan.of(1).block());

    work.fail(0, PAUSE);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().jobView(0).attempts()).hasSize(1);
  }

  @Test
  void a_retry_waits_for_its_pause_and_no_longer() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());

    assertThat(work.fail(0, PAUSE))
        .containsExactly(
            new Fact.AttemptEnded(
                0, AttemptEnd.FAILED, "note of 0", work.now().plus(PAUSE).toEpochMilli()));
    assertThat(work.job(0)).isEqualTo(JobState.WAITING);
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    assertThat(work.goOnAfter(PAUSE)).containsExactly(new Fact.AttemptStarted(0, 2));
    work.succeed(0);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_job_has_one_attempt_and_its_retries_and_no_more() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 2).block());

    work.fail(0, PAUSE);
    work.later(PAUSE);
    work.fail(0, PAUSE);
    work.later(PAUSE);
    work.fail(0, PAUSE);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().failedAttempts(0)).isEqualTo(3);
  }

  @Test
  void a_lost_attempt_is_no_failed_one() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());

    work.crash();
    work.crash();
    work.fail(0, PAUSE);
    assertThat(work.goOnAfter(PAUSE)).containsExactly(new Fact.AttemptStarted(0, 4));
    work.crash();
    work.fail(0, PAUSE);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().jobView(0).attempts()).hasSize(5);
  }

  @Test
  void every_attempt_is_remembered_with_its_state_and_times() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    var started = work.now();
    work.fail(0, PAUSE);
    var failed = work.now();
    work.later(PAUSE);
    var again = work.now();
    work.succeed(0);

    assertThat(work.machine().jobView(0).attempts())
        .containsExactly(
            new AttemptRecord(1, "", JobState.FAILED, "note of 0", started, failed.toEpochMilli()),
            new AttemptRecord(2, "", JobState.COMPLETED, "", again, work.now().toEpochMilli()));
  }

  @Test
  void a_job_that_waits_for_its_retry_shows_how_its_last_attempt_ended() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.fail(0, PAUSE);

    var seen = work.machine().jobView(0);

    assertThat(seen.state()).isEqualTo(JobState.WAITING);
    assertThat(seen.note()).isEqualTo("note of 0");
    assertThat(seen.endedMillis()).isZero();
    assertThat(seen.attempts()).extracting(AttemptRecord::state).containsExactly(JobState.FAILED);
  }

  @Test
  void who_waits_for_a_retry_keeps_its_place_in_the_limit() {
    var work = MachineUnderTest.running(BlockPlan.of(3, 1).limit(2).block());

    work.fail(0, PAUSE);
    assertThat(work.machine().runningJobs()).containsExactly(1);
    work.succeed(1);
    assertThat(work.machine().runningJobs()).containsExactly(2);
    work.later(PAUSE);

    assertThat(work.machine().runningJobs()).containsExactly(0, 2);
  }

  @Test
  void a_sequence_goes_on_after_the_retry_of_a_job_in_its_middle() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of().sequence(Plans.job("a"), retried("b", 1), Plans.job("c")).block());
    work.succeed(0);

    work.fail(1, PAUSE);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    work.goOnAfter(PAUSE);
    assertThat(work.succeed(1)).contains(new Fact.AttemptStarted(2, 1));
    work.succeed(2);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void nothing_is_tried_again_while_the_work_is_held_or_paused() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.take(
        Starts.HELD, new Input.AttemptFinished(0, AttemptEnd.FAILED, "no", Duration.ofMillis(1)));
    assertThat(work.take(Starts.HELD, new Input.LookAgain())).isEmpty();

    work.order(new Verb.Pause());
    work.later(PAUSE);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    work.assertWaits();

    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(0, 2));
  }

  @Test
  void an_attempt_that_fails_while_the_work_pauses_is_tried_again_after_it() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.order(new Verb.Pause());

    work.fail(0, PAUSE);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    work.order(new Verb.Resume());

    assertThat(work.goOnAfter(PAUSE.minusMillis(7))).contains(new Fact.AttemptStarted(0, 2));
  }

  @Test
  void what_waits_for_a_retry_has_failed_when_its_block_fails() {
    var work = MachineUnderTest.running(BlockPlan.of(retried("job", 1), Plans.job("job")).block());
    work.fail(0, PAUSE);

    work.finish(1, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(0)).isEqualTo(JobState.FAILED);
    assertThat(work.machine().jobView(0).note()).isEqualTo("note of 0");
    assertThat(work.machine().jobView(0).attempts())
        .extracting(AttemptRecord::state)
        .containsExactly(JobState.FAILED);
  }

  @Test
  void what_fails_in_a_block_that_is_failing_is_not_tried_again() {
    var work = MachineUnderTest.running(BlockPlan.of(Plans.job("job"), retried("job", 1)).block());
    work.finish(0, AttemptEnd.FAILED);

    work.fail(1, PAUSE);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(1)).isEqualTo(JobState.FAILED);
  }

  @Test
  void what_waits_for_a_retry_has_failed_when_its_work_is_stopped() {
    for (var verb : List.of(new Verb.Stop(), new Verb.Cancel(), new Verb.Kill())) {
      var work = MachineUnderTest.running(BlockPlan.of(2, 1).block());
      work.fail(0, PAUSE);

      work.order(verb);
      if (work.state() == WorkState.STOPPING) {
        work.finish(1, AttemptEnd.FAILED);
      }

      assertThat(work.state().isTerminal()).isTrue();
      assertThat(work.job(0)).isEqualTo(JobState.FAILED);
      assertThat(work.machine().jobView(0).attempts())
          .extracting(AttemptRecord::state)
          .containsExactly(JobState.FAILED);
    }
  }

  @Test
  void what_was_lost_and_waits_for_its_next_attempt_is_unknown_when_its_work_is_stopped() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.take(Starts.HELD, new Input.TakenOver("", work::crashClass));

    work.stop();

    assertThat(work.job(0)).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void who_waits_for_a_retry_is_in_strict_tolerance_at_risk() {
    var strict = new Tolerance(1, Tolerance.UNSET, Tolerance.UNSET, true);
    var work = MachineUnderTest.running(BlockPlan.of(4, 1).tolerating(strict).block());

    assertThat(work.machine().runningJobs()).containsExactly(0, 1);
    work.fail(0, PAUSE);
    assertThat(work.machine().runningJobs()).containsExactly(1);
    work.goOnAfter(PAUSE);
    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);
    assertThat(work.machine().runningJobs()).containsExactly(2);
  }

  @Test
  void a_job_that_waits_for_its_retry_can_be_skipped() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.fail(0, PAUSE);

    work.order(new Verb.SkipJobs(FIRST));

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.job(0)).isEqualTo(JobState.SKIPPED);
    assertThat(work.machine().jobView(0).attempts())
        .extracting(AttemptRecord::state)
        .containsExactly(JobState.FAILED);
  }

  @Test
  void a_job_that_waits_for_its_retry_cannot_be_resolved() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());
    work.fail(0, PAUSE);

    assertThat(work.refusal(new Verb.ResolveJobs(FIRST, Resolution.DONE)))
        .map(Refused::why)
        .contains(Refused.Why.WRONG_JOB_STATE);
  }

  @Test
  void a_person_who_has_a_failed_job_run_again_gives_it_no_new_retries() {
    var pausing = Tolerance.of(0).with(OnBreach.PAUSE);
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).tolerating(pausing).block());
    work.fail(0, PAUSE);
    work.later(PAUSE);
    work.fail(0, PAUSE);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    work.order(new Verb.ResolveJobs(FIRST, Resolution.RUN_AGAIN));
    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(0, 3));
    work.fail(0, PAUSE);

    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.machine().failedAttempts(0)).isEqualTo(3);
  }

  @Test
  void the_pause_goes_on_through_a_restart() {
    var work = MachineUnderTest.running(BlockPlan.of(2, 1).limit(1).block());
    work.fail(0, PAUSE);

    assertThat(work.crash()).isEmpty();

    assertThat(work.goOnAfter(PAUSE.minusMillis(7))).containsExactly(new Fact.AttemptStarted(0, 2));
  }

  @Test
  void an_unknown_job_has_retries_wait_for_a_person() {
    var work = MachineUnderTest.running(BlockPlan.of(retried("job", 1), Plans.job("once")).block());
    work.fail(0, PAUSE);
    work.finish(1, AttemptEnd.UNKNOWN);

    assertThat(work.later(PAUSE)).isEmpty();
    assertThat(work.state()).isEqualTo(WorkState.WAITING);
    work.assertWaits();

    var done = new Verb.ResolveJobs(List.of("blocks[0].jobs[1]"), Resolution.DONE);
    assertThat(work.order(done)).contains(new Fact.AttemptStarted(0, 2));
  }
}
