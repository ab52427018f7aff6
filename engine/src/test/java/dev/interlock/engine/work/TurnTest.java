package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When a block has its turn and how long it may take: conditions, delays, deadlines.
class TurnTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofMillis(7);

  private static MachineUnderTest runningWithin(Duration deadline, Block... blocks) {
    return MachineUnderTest.running(
        new WorkReq(Plans.NAME, "", List.of(blocks), Tolerance.UNSAID, Checks.NONE, deadline));
  }

  @Test
  void nothing_of_a_block_starts_before_its_entrance_delay_is_over() {
    var work = MachineUnderTest.running(BlockPlan.of(1).delays(MINUTE, Duration.ZERO).block());

    assertThat(work.block(0)).isEqualTo(BlockState.RUNNING);
    assertThat(work.goOnAfter(MINUTE)).containsExactly(new Fact.AttemptStarted(0, 1));
    work.succeed(0);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void not_even_a_check_starts_before_the_entrance_delay_is_over() {
    var plan = BlockPlan.of(1).delays(MINUTE, Duration.ZERO).checks(BlockPlan.pre());
    var work = MachineUnderTest.running(plan.block());

    assertThat(work.machine().checksToRun()).isEmpty();
    assertThat(work.goOnAfter(MINUTE))
        .containsExactly(new Fact.ChecksStarted(new CheckRound(0, CheckKind.PRE)));
  }

  @Test
  void an_entrance_delay_goes_on_through_a_restart_and_a_pause() {
    var work = MachineUnderTest.running(BlockPlan.of(1).delays(MINUTE, Duration.ZERO).block());
    work.crash();
    work.order(new Verb.Pause());
    work.order(new Verb.Resume());

    assertThat(work.goOnAfter(MINUTE.minus(STEP.multipliedBy(3))))
        .containsExactly(new Fact.AttemptStarted(0, 1));
  }

  @Test
  void a_block_ends_only_when_its_exit_delay_is_over() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(2).delays(Duration.ZERO, MINUTE).block(), BlockPlan.of(1).block());
    work.succeed(0);
    work.later(HOUR);

    assertThat(work.succeed(1)).hasSize(1);
    assertThat(work.goOnAfter(MINUTE))
        .contains(new Fact.BlockEnded(0, BlockState.COMPLETED), new Fact.AttemptStarted(2, 1));
  }

  @Test
  void the_post_checks_come_after_the_exit_delay() {
    var plan = BlockPlan.of(1).delays(Duration.ZERO, MINUTE).checks(BlockPlan.post());
    var work = MachineUnderTest.running(plan.block());

    work.succeed(0);

    assertThat(work.goOnAfter(MINUTE))
        .containsExactly(new Fact.ChecksStarted(new CheckRound(0, CheckKind.POST)));
  }

  @Test
  void a_failing_block_fails_without_an_exit_delay() {
    var work = MachineUnderTest.running(BlockPlan.of(1).delays(Duration.ZERO, MINUTE).block());

    work.finish(0, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_stop_does_not_wait_for_a_delay() {
    var entrance = MachineUnderTest.running(BlockPlan.of(1).delays(HOUR, HOUR).block());
    entrance.order(new Verb.Stop());
    assertThat(entrance.state()).isEqualTo(WorkState.STOPPED);

    var exit = MachineUnderTest.running(BlockPlan.of(1).delays(Duration.ZERO, HOUR).block());
    exit.succeed(0);
    exit.order(new Verb.Cancel());
    assertThat(exit.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(exit.job(0)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_block_past_its_deadline_is_interrupted_and_fails_the_work() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(2).limit(1).deadline(HOUR).block(), BlockPlan.of(1).block());

    assertThat(work.goOnAfter(HOUR))
        .containsExactly(
            new Fact.StopOrdered(
                StopCause.DEADLINE, "", "blocks[0] took longer than its deadline of 3600 s"));
    assertThat(work.state()).isEqualTo(WorkState.STOPPING);
    work.finish(0, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.block(0)).isEqualTo(BlockState.FAILED);
    assertThat(work.machine().reason()).contains("3600 s");
    assertThat(work.job(0)).isEqualTo(JobState.CANCELLED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_blocks_deadline_counts_from_its_own_start() {
    var work =
        MachineUnderTest.running(BlockPlan.of(1).block(), BlockPlan.of(1).deadline(HOUR).block());
    work.assertWaits();
    work.later(HOUR);

    work.succeed(0);

    assertThat(work.untilItGoesOn()).isEqualTo(HOUR);
    work.succeed(1);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_works_deadline_holds_for_all_blocks_together() {
    var work = runningWithin(HOUR, BlockPlan.of(1).block(), BlockPlan.of(1).block());
    work.later(MINUTE);
    work.succeed(0);

    assertThat(work.goOnAfter(HOUR.minus(MINUTE).minus(STEP)))
        .containsExactly(
            new Fact.StopOrdered(
                StopCause.DEADLINE, "", "took longer than its deadline of 3600 s"));
    work.finish(1, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void the_earlier_of_two_deadlines_counts() {
    var work = runningWithin(MINUTE, BlockPlan.of(1).deadline(HOUR).block());

    work.goOnAfter(MINUTE);

    assertThat(work.machine().reason()).isEqualTo("took longer than its deadline of 60 s");
  }

  @Test
  void the_deadline_passes_during_a_delay_too() {
    var entrance = runningWithin(MINUTE, BlockPlan.of(1).delays(HOUR, HOUR).block());
    entrance.goOnAfter(MINUTE);
    assertThat(entrance.state()).isEqualTo(WorkState.FAILED);

    var exit =
        MachineUnderTest.running(
            BlockPlan.of(1).delays(Duration.ZERO, HOUR).deadline(MINUTE).block());
    exit.succeed(0);
    exit.goOnAfter(MINUTE.minus(STEP));
    assertThat(exit.state()).isEqualTo(WorkState.FAILED);
    assertThat(exit.job(0)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void a_paused_work_ends_at_its_deadline_and_is_due_then() {
    var work = runningWithin(HOUR, BlockPlan.of(2).limit(1).block());
    long deadline = work.now().plus(HOUR).toEpochMilli();
    work.order(new Verb.Pause());
    work.succeed(0);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    assertThat(work.machine().dueMillis()).isEqualTo(deadline);
    work.goOnAfter(HOUR.minus(STEP.multipliedBy(2)));

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_work_that_pauses_is_interrupted_at_its_deadline() {
    var work = runningWithin(HOUR, BlockPlan.of(1).block());
    work.order(new Verb.Pause());

    work.goOnAfter(HOUR.minus(STEP));

    assertThat(work.state()).isEqualTo(WorkState.STOPPING);
  }

  @Test
  void a_work_that_waits_for_a_person_ends_at_its_deadline_and_is_due_then() {
    var work = runningWithin(HOUR, BlockPlan.of(Plans.job("once")).block());
    long deadline = work.now().plus(HOUR).toEpochMilli();
    work.finish(0, AttemptEnd.UNKNOWN);
    assertThat(work.state()).isEqualTo(WorkState.WAITING);

    assertThat(work.machine().dueMillis()).isEqualTo(deadline);
    work.goOnAfter(HOUR.minus(STEP));

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(0)).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void a_work_that_was_not_started_has_no_deadline_yet() {
    var work =
        MachineUnderTest.waiting(
            new WorkReq(
                Plans.NAME,
                "",
                List.of(BlockPlan.of(1).block()),
                Tolerance.UNSAID,
                Checks.NONE,
                MINUTE));
    work.order(new Verb.Pause());
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    assertThat(work.later(HOUR)).isEmpty();
    assertThat(work.machine().dueMillis()).isEqualTo(WorkMachine.AT_REST);
  }

  @Test
  void what_was_queued_for_later_does_not_start_before() {
    var work = MachineUnderTest.queuedFor(HOUR, Plans.work(BlockPlan.of(1).block()));

    assertThat(work.takeOver()).isEmpty();
    assertThat(work.goOnAfter(HOUR.minus(STEP)))
        .contains(new Fact.WorkStarted(), new Fact.AttemptStarted(0, 1));
  }

  @Test
  void a_pause_before_the_start_changes_nothing_of_its_time() {
    var work = MachineUnderTest.queuedFor(HOUR, Plans.work(BlockPlan.of(1).block()));
    work.order(new Verb.Pause());
    work.assertWaits();

    work.order(new Verb.Resume());

    assertThat(work.goOnAfter(HOUR.minus(STEP.multipliedBy(2)))).contains(new Fact.WorkStarted());
  }

  @Test
  void a_block_for_when_something_failed_runs_only_then() {
    var mender = BlockPlan.of(1).when(Condition.SOMETHING_FAILED).block();

    var good = MachineUnderTest.running(BlockPlan.of(1).tolerating(1).block(), mender);
    assertThat(good.succeed(0))
        .contains(
            new Fact.BlockPassedOver(1, "nothing failed before"),
            new Fact.WorkEnded(WorkState.COMPLETED, ""));
    assertThat(good.block(1)).isEqualTo(BlockState.SKIPPED);
    assertThat(good.job(1)).isEqualTo(JobState.SKIPPED);

    var bad = MachineUnderTest.running(BlockPlan.of(1).tolerating(1).block(), mender);
    assertThat(bad.finish(0, AttemptEnd.FAILED)).contains(new Fact.AttemptStarted(1, 1));
    bad.succeed(1);
    assertThat(bad.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_block_for_when_nothing_failed_runs_only_then() {
    var next = BlockPlan.of(1).when(Condition.NOTHING_FAILED).block();

    var good = MachineUnderTest.running(BlockPlan.of(1).tolerating(1).block(), next);
    assertThat(good.succeed(0)).contains(new Fact.AttemptStarted(1, 1));

    var bad =
        MachineUnderTest.running(
            BlockPlan.of(1).tolerating(1).block(), next, BlockPlan.of(1).block());
    assertThat(bad.finish(0, AttemptEnd.FAILED))
        .contains(new Fact.BlockPassedOver(1, "something failed before"))
        .contains(new Fact.AttemptStarted(2, 1));
    bad.succeed(2);
    assertThat(bad.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_failed_attempt_whose_retry_succeeded_is_no_failure() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(1, 1).block(), BlockPlan.of(1).when(Condition.NOTHING_FAILED).block());
    work.fail(0, MINUTE);
    work.later(MINUTE);

    assertThat(work.succeed(0)).contains(new Fact.AttemptStarted(1, 1));
  }

  @Test
  void a_failure_that_a_person_skipped_is_none() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(2).limit(1).tolerating(1).block(),
            BlockPlan.of(1).when(Condition.SOMETHING_FAILED).block());
    work.finish(0, AttemptEnd.FAILED);
    work.order(new Verb.SkipJobs(List.of("blocks[0].jobs[0]")));

    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_work_whose_blocks_are_all_passed_over_is_completed() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(2).when(Condition.SOMETHING_FAILED).block(),
            BlockPlan.of(1).when(Condition.SOMETHING_FAILED).block());

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.machine().hadErrors()).isFalse();
    assertThat(work.machine().counts().of(JobState.SKIPPED)).isEqualTo(3);
  }

  @Test
  void a_work_of_which_a_person_skips_everything_still_keeps_its_delays() {
    for (var plan :
        List.of(BlockPlan.of(1).delays(MINUTE, HOUR), BlockPlan.of(1).delays(HOUR, MINUTE))) {
      var work = MachineUnderTest.running(plan.block());
      work.order(new Verb.SkipJobs(List.of("blocks[0].jobs[0]")));

      work.goOnAfter(HOUR.minus(STEP));

      assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    }
  }
}
