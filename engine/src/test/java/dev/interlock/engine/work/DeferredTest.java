package dev.interlock.engine.work;

import static dev.interlock.engine.work.CheckKind.CONTINUOUS;
import static dev.interlock.engine.work.CheckKind.PRE;
import static dev.interlock.engine.work.CheckRound.OF_WORK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Checks;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Blocks that run in the end, once the forward blocks have ended. Job 0 is the only forward one.
class DeferredTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// The jobs 1, 2 and 3 in blocks of the three roles.
  private static MachineUnderTest forwardAndEachRole() {
    return MachineUnderTest.forwardAnd(
        BlockPlan.of(1).role(Role.ON_SUCCESS),
        BlockPlan.of(1).role(Role.ON_FAILURE),
        BlockPlan.always());
  }

  @Test
  void after_success_run_the_blocks_for_that_and_those_for_both() {
    var work = forwardAndEachRole();

    assertThat(work.succeed(0))
        .contains(new Fact.ForwardEnded(WorkState.COMPLETED, ""), new Fact.AttemptStarted(1, 1));
    work.succeed(1);
    work.assertRuns(3);
    work.succeed(3);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.block(2)).isEqualTo(BlockState.NOT_STARTED);
  }

  private static void assertRunsWhatIsForFailure(MachineUnderTest work, WorkState ending) {
    work.assertRuns(2);
    work.succeed(2);
    work.assertRuns(3);
    work.succeed(3);
    assertThat(work.state()).isEqualTo(ending);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void after_a_failure_run_the_blocks_for_that_and_those_for_both() {
    var work = forwardAndEachRole();

    work.finish(0, AttemptEnd.FAILED);

    assertRunsWhatIsForFailure(work, WorkState.FAILED);
    assertThat(work.machine().reason()).startsWith("blocks[0]: 1 failed");
  }

  @Test
  void after_a_fatal_outcome_run_the_blocks_for_failure() {
    var work = forwardAndEachRole();

    work.finish(0, AttemptEnd.FATAL);

    assertRunsWhatIsForFailure(work, WorkState.FAILED);
  }

  @Test
  void after_tolerated_failures_run_the_blocks_for_failure() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(1).tolerating(1).block(),
            BlockPlan.of(1).role(Role.ON_SUCCESS).block(),
            BlockPlan.of(1).role(Role.ON_FAILURE).block(),
            BlockPlan.always().block());

    work.finish(0, AttemptEnd.FAILED);

    assertRunsWhatIsForFailure(work, WorkState.FAILED);
  }

  @Test
  void after_a_stop_run_the_blocks_for_failure_once_nothing_else_runs() {
    var work = forwardAndEachRole();

    work.order(new Verb.Stop());
    work.assertRuns(0);
    work.succeed(0);

    assertRunsWhatIsForFailure(work, WorkState.STOPPED);
    assertThat(work.machine().reason()).isEqualTo("ann: a drill");
  }

  @Test
  void after_a_cancel_run_the_blocks_for_failure() {
    var work = forwardAndEachRole();

    work.order(new Verb.Cancel());
    work.finish(0, AttemptEnd.INTERRUPTED);

    assertRunsWhatIsForFailure(work, WorkState.CANCELLED);
  }

  @Test
  void after_the_deadline_run_the_blocks_for_failure() {
    var work =
        MachineUnderTest.running(
            new WorkReq(
                Plans.NAME,
                "",
                List.of(
                    BlockPlan.of(1).block(),
                    BlockPlan.of(1).role(Role.ON_SUCCESS).block(),
                    BlockPlan.of(1).role(Role.ON_FAILURE).block(),
                    BlockPlan.always().block()),
                Tolerance.UNSAID,
                Checks.NONE,
                MINUTE));

    work.goOnAfter(MINUTE);
    work.finish(0, AttemptEnd.INTERRUPTED);
    work.later(Duration.ofHours(1));

    assertRunsWhatIsForFailure(work, WorkState.FAILED);
  }

  @Test
  void after_a_failed_check_of_the_work_run_the_blocks_for_failure() {
    for (var kind : List.of(PRE, CONTINUOUS)) {
      var work =
          MachineUnderTest.running(
              new WorkReq(
                  Plans.NAME,
                  "",
                  List.of(BlockPlan.of(1).block(), BlockPlan.always().block()),
                  Tolerance.UNSAID,
                  BlockPlan.continuous(),
                  Duration.ZERO));
      work.check(OF_WORK, PRE, kind == CONTINUOUS);
      if (kind == CONTINUOUS) {
        work.check(OF_WORK, CONTINUOUS, false);
        work.succeed(0);
      }

      work.assertRuns(1);
      work.succeed(1);
      assertThat(work.state()).isEqualTo(WorkState.FAILED);
      assertThat(work.machine().reason()).isEqualTo(kind + " of -1");
      assertThat(work.block(1)).isEqualTo(BlockState.COMPLETED);
    }
  }

  @Test
  void nothing_runs_in_the_end_of_a_killed_or_emergency_stopped_work() {
    var killed = MachineUnderTest.forwardAnd(BlockPlan.always());
    killed.order(new Verb.Kill());
    assertThat(killed.state()).isEqualTo(WorkState.KILLED);

    var stopped = MachineUnderTest.forwardAnd(BlockPlan.always());
    stopped.stop();
    stopped.finish(0, AttemptEnd.INTERRUPTED);
    assertThat(stopped.state()).isEqualTo(WorkState.ES_STOPPED);
    assertThat(stopped.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void nothing_runs_in_the_end_of_a_work_that_never_started() {
    var work = MachineUnderTest.waiting(BlockPlan.of(1).block(), BlockPlan.always().block());

    work.order(new Verb.Cancel());

    assertThat(work.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_block_that_fails_in_the_end_keeps_no_other_from_running() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    work.succeed(0);
    work.finish(1, AttemptEnd.FAILED);
    work.assertRuns(2);
    work.succeed(2);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().reason()).isEqualTo("blocks[1], which ran in the end, failed");
  }

  @Test
  void a_work_that_failed_tells_both_reasons_when_its_end_fails_too() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always());
    work.finish(0, AttemptEnd.FAILED);
    work.finish(1, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().reason())
        .startsWith("blocks[0]: 1 failed")
        .endsWith("; blocks[1], which ran in the end, failed");
  }

  @Test
  void the_tolerance_of_the_work_counts_forward_failures_alone() {
    var work =
        MachineUnderTest.running(
            new WorkReq(
                Plans.NAME,
                "",
                List.of(
                    BlockPlan.of(1).block(),
                    BlockPlan.always().tolerating(1).block(),
                    BlockPlan.always().block()),
                Tolerance.of(0)));
    work.succeed(0);

    work.finish(1, AttemptEnd.FAILED);

    assertThat(work.block(1)).isEqualTo(BlockState.COMPLETED);
    work.assertRuns(2);
  }

  @Test
  void a_tolerated_failure_in_the_end_still_shows() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always().tolerating(1));
    work.succeed(0);

    work.finish(1, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_job_of_which_nobody_knows_ends_the_block_of_a_stopped_work_and_waits_in_others() {
    var stopped =
        MachineUnderTest.forwardAnd(
            BlockPlan.of(Plans.job("once")).role(Role.ALWAYS), BlockPlan.always());
    stopped.order(new Verb.Stop());
    stopped.succeed(0);
    stopped.finish(1, AttemptEnd.UNKNOWN);
    stopped.assertRuns(2);
    stopped.succeed(2);
    assertThat(stopped.state()).isEqualTo(WorkState.STOPPED);

    var failed =
        MachineUnderTest.forwardAnd(
            BlockPlan.of(Plans.job("once")).role(Role.ALWAYS), BlockPlan.always());
    failed.finish(0, AttemptEnd.FAILED);
    failed.finish(1, AttemptEnd.UNKNOWN);
    assertThat(failed.state()).isEqualTo(WorkState.WAITING);
    failed.order(new Verb.ResolveJobs(List.of("blocks[1].jobs[0]"), Resolution.DONE));
    failed.succeed(2);
    assertThat(failed.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void failures_in_the_end_pause_a_work_that_ended_by_itself_and_fail_one_that_was_stopped() {
    var pausing = Tolerance.of(0).with(OnBreach.PAUSE);
    var completed = MachineUnderTest.forwardAnd(BlockPlan.always().tolerating(pausing));
    completed.succeed(0);
    completed.finish(1, AttemptEnd.FAILED);
    assertThat(completed.state()).isEqualTo(WorkState.PAUSED);

    var stopped = MachineUnderTest.forwardAnd(BlockPlan.always().tolerating(pausing));
    stopped.order(new Verb.Stop());
    stopped.succeed(0);
    stopped.finish(1, AttemptEnd.FAILED);
    assertThat(stopped.state()).isEqualTo(WorkState.STOPPED);
  }

  @Test
  void what_runs_in_the_end_can_be_paused() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    work.succeed(0);
    work.order(new Verb.Pause());
    work.succeed(1);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(2, 1));
  }

  @Test
  void a_block_in_the_end_is_passed_over_by_its_bypass() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always().checks(BlockPlan.bypass()));
    work.succeed(0);

    work.check(1, CheckKind.BYPASS, true);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.job(1)).isEqualTo(JobState.SKIPPED);
  }

  @Test
  void a_work_that_is_passed_over_still_has_its_end() {
    var work =
        MachineUnderTest.running(
            new WorkReq(
                Plans.NAME,
                "",
                List.of(BlockPlan.of(1).block(), BlockPlan.always().block()),
                Tolerance.UNSAID,
                BlockPlan.bypass(),
                Duration.ZERO));

    work.check(OF_WORK, CheckKind.BYPASS, true);
    work.assertRuns(1);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }
}
