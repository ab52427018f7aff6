package dev.interlock.engine.work;

import static dev.interlock.engine.work.CheckKind.BYPASS;
import static dev.interlock.engine.work.CheckKind.CONTINUOUS;
import static dev.interlock.engine.work.CheckKind.POST;
import static dev.interlock.engine.work.CheckKind.PRE;
import static dev.interlock.engine.work.CheckRound.OF_WORK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Checks of blocks and of whole works.
class CheckTest {

  private static MachineUnderTest blockWith(Checks checks) {
    return MachineUnderTest.running(BlockPlan.of(2).limit(1).checks(checks).block());
  }

  private static MachineUnderTest workWith(Checks checks, Block... blocks) {
    return MachineUnderTest.running(
        new WorkReq(Plans.NAME, "", List.of(blocks), Tolerance.UNSAID, checks, Duration.ZERO));
  }

  private static void assertRuns(MachineUnderTest work, CheckRound... rounds) {
    assertThat(work.machine().checksToRun()).containsExactly(rounds);
  }

  private static CheckRound round(int block, CheckKind kind) {
    return new CheckRound(block, kind);
  }

  @Test
  void all_kinds_of_checks_of_a_block_run_in_their_order() {
    var work = blockWith(BlockPlan.ofEachKind());

    assertRuns(work, round(0, BYPASS));
    work.check(0, BYPASS, false);
    assertRuns(work, round(0, PRE));
    assertThat(work.machine().running()).isZero();
    assertThat(work.check(0, PRE, true)).contains(new Fact.AttemptStarted(0, 1));
    assertRuns(work, round(0, CONTINUOUS));
    work.succeed(0);
    work.succeed(1);
    assertRuns(work, round(0, POST), round(0, CONTINUOUS));
    work.check(0, POST, true);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertRuns(work);
  }

  @Test
  void all_kinds_of_checks_of_a_work_run_in_their_order() {
    var work = workWith(BlockPlan.ofEachKind(), BlockPlan.of(1).block());

    assertRuns(work, round(OF_WORK, BYPASS));
    work.check(OF_WORK, BYPASS, false);
    assertRuns(work, round(OF_WORK, PRE));
    assertThat(work.block(0)).isEqualTo(BlockState.NOT_STARTED);
    assertThat(work.check(OF_WORK, PRE, true)).contains(new Fact.AttemptStarted(0, 1));
    assertRuns(work, round(OF_WORK, CONTINUOUS));
    work.succeed(0);
    assertRuns(work, round(OF_WORK, POST), round(OF_WORK, CONTINUOUS));
    work.check(OF_WORK, POST, true);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_bypass_passes_its_block_over_and_its_jobs_are_skipped() {
    var checks = new Checks(one(), one(), one(), one(), Duration.ofMinutes(1));
    var work =
        MachineUnderTest.running(BlockPlan.of(2).checks(checks).block(), BlockPlan.of(1).block());

    assertThat(work.check(0, BYPASS, true))
        .contains(new Fact.BlockPassedOver(0, "BYPASS of 0"), new Fact.AttemptStarted(2, 1));
    assertThat(work.block(0)).isEqualTo(BlockState.SKIPPED);
    assertThat(work.job(1)).isEqualTo(JobState.SKIPPED);
    assertThat(work.machine().jobView(1).note()).isEqualTo("BYPASS of 0");
    work.succeed(2);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  private static List<dev.interlock.plugin.Job> one() {
    return List.of(Plans.job("check"));
  }

  @Test
  void a_bypass_of_the_work_passes_every_block_over() {
    var work = workWith(BlockPlan.ofEachKind(), BlockPlan.of(1).block(), BlockPlan.of(1).block());

    work.check(OF_WORK, BYPASS, true);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.machine().counts().of(JobState.SKIPPED)).isEqualTo(2);
    assertThat(work.machine().counts().of(JobState.COMPLETED)).isZero();
  }

  @Test
  void a_bypass_that_fails_is_no_failure() {
    var work = blockWith(BlockPlan.bypass());

    assertThat(work.check(0, BYPASS, false)).contains(new Fact.AttemptStarted(0, 1));
    work.succeed(0);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.machine().hadErrors()).isFalse();
  }

  @Test
  void a_failed_pre_check_of_a_block_starts_nothing_and_fails_the_work() {
    var work = blockWith(BlockPlan.pre());

    work.check(0, PRE, false);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.block(0)).isEqualTo(BlockState.FAILED);
    assertThat(work.machine().reason()).isEqualTo("PRE of 0");
    assertThat(work.machine().counts().of(JobState.NOT_STARTED)).isEqualTo(2);
  }

  @Test
  void a_failed_pre_check_of_the_work_starts_no_block_and_fails_it() {
    var work = workWith(BlockPlan.pre(), BlockPlan.of(1).block());

    work.check(OF_WORK, PRE, false);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.block(0)).isEqualTo(BlockState.NOT_STARTED);
    assertThat(work.machine().reason()).isEqualTo("PRE of -1");
  }

  @Test
  void a_failed_continuous_check_lets_what_runs_finish_and_then_fails() {
    for (int owner : List.of(0, OF_WORK)) {
      var plan = BlockPlan.of(2, 1).limit(1);
      var work =
          owner == OF_WORK
              ? workWith(BlockPlan.continuous(), plan.block())
              : MachineUnderTest.running(plan.checks(BlockPlan.continuous()).block());
      work.check(owner, PRE, true);

      work.check(owner, CONTINUOUS, false);
      assertThat(work.state()).isEqualTo(WorkState.RUNNING);
      assertRuns(work);
      work.succeed(0);

      assertThat(work.state()).isEqualTo(WorkState.FAILED);
      assertThat(work.job(0)).isEqualTo(JobState.COMPLETED);
      assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
      assertThat(work.machine().reason()).isEqualTo("CONTINUOUS of " + owner);
    }
  }

  @Test
  void a_failed_check_fails_also_where_failures_would_pause() {
    var pausing = Tolerance.of(0).with(OnBreach.PAUSE);
    var plan = BlockPlan.of(2).limit(1).tolerating(pausing).checks(BlockPlan.continuous());
    var work = MachineUnderTest.running(plan.block());
    work.check(0, PRE, true);

    work.check(0, CONTINUOUS, false);
    work.succeed(0);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_continuous_check_that_passes_again_says_nothing() {
    var work = blockWith(BlockPlan.continuous());
    work.check(0, PRE, true);

    assertThat(work.check(0, CONTINUOUS, true)).isEmpty();
  }

  @Test
  void a_continuous_check_fails_the_block_while_a_wave_bakes() {
    var plan = BlockPlan.of(2).waves(Duration.ofHours(1), "1").checks(BlockPlan.continuous());
    var work = MachineUnderTest.running(plan.block());
    work.check(0, PRE, true);
    work.succeed(0);
    assertRuns(work, round(0, CONTINUOUS));

    work.check(0, CONTINUOUS, false);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_failed_post_check_of_a_block_fails_it_though_every_job_completed() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(1).checks(BlockPlan.post()).block(), BlockPlan.of(1).block());
    work.succeed(0);

    work.check(0, POST, false);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.block(0)).isEqualTo(BlockState.FAILED);
    assertThat(work.block(1)).isEqualTo(BlockState.NOT_STARTED);
  }

  @Test
  void what_was_found_done_already_is_not_checked_again_and_again_while_it_is_paused() {
    var work = blockWith(BlockPlan.ofEachKind());
    work.order(new Verb.Pause());
    work.check(0, BYPASS, true);

    assertRuns(work);
    work.check(0, CONTINUOUS, false);
    work.order(new Verb.Resume());

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void what_starts_again_while_post_checks_run_has_them_run_once_more_after_it() {
    var work =
        MachineUnderTest.running(BlockPlan.of(2).tolerating(1).checks(BlockPlan.post()).block());
    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);
    assertRuns(work, round(0, POST));

    work.order(new Verb.ResolveJobs(List.of("blocks[0].jobs[0]"), Resolution.RUN_AGAIN));

    assertRuns(work);
    assertThat(work.check(0, POST, true)).as("nobody waits for it").isEmpty();
    work.succeed(0);
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    assertRuns(work, round(0, POST));
    work.check(0, POST, true);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_failed_post_check_of_the_work_fails_it_though_every_block_completed() {
    var work = workWith(BlockPlan.post(), BlockPlan.of(1).block());
    work.succeed(0);

    work.check(OF_WORK, POST, false);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.block(0)).isEqualTo(BlockState.COMPLETED);
  }

  @Test
  void a_round_that_a_crash_cut_off_is_run_again() {
    for (int owner : List.of(0, OF_WORK)) {
      var checks = BlockPlan.pre();
      var work =
          owner == OF_WORK
              ? workWith(checks, BlockPlan.of(1).block())
              : MachineUnderTest.running(BlockPlan.of(1).checks(checks).block());

      assertThat(work.crash()).as("it is open already").isEmpty();

      assertRuns(work, round(owner, PRE));
      assertThat(work.check(owner, PRE, true)).contains(new Fact.AttemptStarted(0, 1));
    }
  }

  @Test
  void an_answer_that_nobody_waits_for_says_nothing() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(1).checks(BlockPlan.ofEachKind()).block(),
            BlockPlan.of(1).checks(BlockPlan.ofEachKind()).block());

    assertThat(work.check(0, PRE, true)).isEmpty();
    assertThat(work.check(1, BYPASS, true)).isEmpty();
    assertThat(work.check(1, CONTINUOUS, false)).isEmpty();
    assertThat(work.check(OF_WORK, PRE, false)).isEmpty();
    work.check(0, BYPASS, false);
    assertThat(work.check(0, BYPASS, true)).isEmpty();
    work.check(0, PRE, true);
    work.order(new Verb.Stop());
    assertThat(work.check(0, CONTINUOUS, false)).isEmpty();
    assertRuns(work);
  }

  @Test
  void a_late_answer_of_the_forward_blocks_checks_says_nothing_in_the_end() {
    var deferred = BlockPlan.of(1).role(dev.interlock.plugin.Role.ALWAYS).block();
    var work = workWith(BlockPlan.continuous(), BlockPlan.of(1).block(), deferred);
    work.check(OF_WORK, PRE, true);
    work.succeed(0);
    assertThat(work.machine().runningJobs()).containsExactly(1);

    assertThat(work.check(OF_WORK, CONTINUOUS, false)).isEmpty();

    assertRuns(work);
    work.succeed(1);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_check_that_ends_while_the_work_is_paused_counts() {
    var work = blockWith(BlockPlan.pre());
    work.order(new Verb.Pause());
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    assertThat(work.check(0, PRE, true)).hasSize(1);
    assertThat(work.machine().running()).isZero();

    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(0, 1));
  }

  @Test
  void a_check_that_fails_while_the_work_is_paused_fails_it_once_it_is_resumed() {
    var work = blockWith(BlockPlan.pre());
    work.order(new Verb.Pause());
    work.check(0, PRE, false);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    work.order(new Verb.Resume());

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void no_round_begins_while_the_work_is_held_or_paused() {
    var work = blockWith(new Checks(one(), one(), List.of(), List.of(), Duration.ZERO));
    work.take(Starts.HELD, new Input.Checked(round(0, BYPASS), false, ""));
    assertRuns(work);
    work.order(new Verb.Pause());
    assertRuns(work);

    work.order(new Verb.Resume());

    assertRuns(work, round(0, PRE));
  }

  @Test
  void the_deadline_passes_while_a_check_runs() {
    var plan = BlockPlan.of(1).checks(BlockPlan.pre()).deadline(Duration.ofMinutes(1));
    var work = MachineUnderTest.running(plan.block());

    work.goOnAfter(Duration.ofMinutes(1));

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertRuns(work);
  }

  @Test
  void a_stop_waits_for_no_check() {
    for (Verb verb : List.of(new Verb.Stop(), new Verb.Cancel(), new Verb.Kill())) {
      var work = blockWith(BlockPlan.pre());

      work.order(verb);

      assertThat(work.state().isTerminal()).isTrue();
      assertRuns(work);
    }
  }

  @Test
  void the_checks_of_a_block_begin_when_its_turn_has_come() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(1).block(), BlockPlan.of(1).checks(BlockPlan.pre()).block());
    assertRuns(work);

    work.succeed(0);

    assertRuns(work, round(1, PRE));
  }

  @Test
  void each_check_has_the_path_that_the_request_gives_it() {
    var checks =
        new Checks(
            List.of(),
            List.of(Plans.job("a"), Plans.job("b")),
            List.of(),
            List.of(Plans.job("c")),
            Duration.ofMinutes(1));

    assertThat(round(2, PRE).jobs(checks)).extracting("name").containsExactly("a", "b", "c");
    assertThat(round(2, PRE).path(checks, 1)).isEqualTo("blocks[2].checks.pre[1]");
    assertThat(round(2, PRE).path(checks, 2)).isEqualTo("blocks[2].checks.continuous[0]");
    assertThat(round(OF_WORK, CONTINUOUS).path(checks, 0)).isEqualTo("checks.continuous[0]");
  }
}
