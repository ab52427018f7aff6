package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What follows when more fail than is tolerated, where that is a pause.
class BreachTest {
  private static final Tolerance PAUSING = Tolerance.of(0).with(OnBreach.PAUSE);
  private static final Tolerance NONE_IN_A_ROW =
      new Tolerance(5, Tolerance.UNSET, 0, false, OnBreach.PAUSE);

  private static List<String> job(int job) {
    return List.of("blocks[0].jobs[" + job + "]");
  }

  private static MachineUnderTest runningUnder(Tolerance ofWork, Block... blocks) {
    return MachineUnderTest.running(new WorkReq(Plans.NAME, "", List.of(blocks), ofWork));
  }

  @Test
  void the_work_pauses_once_the_running_attempts_have_ended() {
    var work = MachineUnderTest.running(BlockPlan.of(3).limit(2).tolerating(PAUSING).block());

    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSING);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().reason())
        .startsWith("blocks[0]: 1 failed and 0 unknown of 3 jobs, 0 tolerated")
        .endsWith("the first is blocks[0].jobs[0] job: note of 0");
    assertThat(work.machine().dueMillis()).isEqualTo(WorkMachine.AT_REST);
    work.assertWaits();
  }

  @Test
  void it_is_not_resumed_while_too_many_have_failed() {
    var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).tolerating(PAUSING).block());
    work.finish(0, AttemptEnd.FAILED);

    assertThat(work.refusal(new Verb.Resume())).map(Refused::why).contains(Refused.Why.BREACHED);
    assertThat(work.order(new Verb.Resume())).isEmpty();
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
  }

  @Test
  void it_goes_on_once_the_failures_are_skipped_or_resolved() {
    for (Verb verb :
        List.of(
            new Verb.SkipJobs(job(0)),
            new Verb.ResolveJobs(job(0), Resolution.DONE),
            new Verb.ResolveJobs(job(0), Resolution.RUN_AGAIN))) {
      var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).tolerating(PAUSING).block());
      work.finish(0, AttemptEnd.FAILED);

      work.order(verb);
      assertThat(work.state()).isEqualTo(WorkState.PAUSED);
      work.order(new Verb.Resume());
      while (work.machine().running() > 0) {
        work.succeed(work.machine().runningJobs());
      }

      assertThat(work.state()).as("after %s", verb).isEqualTo(WorkState.COMPLETED);
    }
  }

  @Test
  void it_pauses_again_when_more_fail_after_that() {
    var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).tolerating(PAUSING).block());
    work.finish(0, AttemptEnd.FAILED);
    work.order(new Verb.SkipJobs(job(0)));
    work.order(new Verb.Resume());

    work.finish(1, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
  }

  @Test
  void a_resume_forgives_failures_in_a_row() {
    var work = MachineUnderTest.running(BlockPlan.of(3).limit(1).tolerating(NONE_IN_A_ROW).block());
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.refusal(new Verb.Resume())).isEmpty();

    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(1, 1));
    work.finish(1, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
  }

  @Test
  void a_retry_waits_while_the_work_is_breached() {
    var plan = BlockPlan.of(Plans.job("job"), BlockPlan.retried("job", 1)).tolerating(PAUSING);
    var work = MachineUnderTest.running(plan.block());
    work.fail(1, Duration.ofMillis(1));
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    work.assertWaits();

    work.order(new Verb.SkipJobs(job(0)));
    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(1, 2));
  }

  @Test
  void too_many_failures_in_the_whole_work_pause_it_where_it_says_so() {
    var work = runningUnder(PAUSING, BlockPlan.of(2).limit(1).tolerating(2).block());
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.machine().reason()).contains("1 failed in the whole work, which tolerates 0");
    assertThat(work.refusal(new Verb.Resume())).map(Refused::why).contains(Refused.Why.BREACHED);

    work.order(new Verb.SkipJobs(job(0)));

    assertThat(work.order(new Verb.Resume())).contains(new Fact.AttemptStarted(1, 1));
  }

  @Test
  void where_one_of_two_breached_tolerances_says_fail_it_fails() {
    var failing = Tolerance.of(0);
    assertThat(endOf(runningUnder(failing, BlockPlan.of(1).tolerating(PAUSING).block())))
        .isEqualTo(WorkState.FAILED);
    assertThat(endOf(runningUnder(PAUSING, BlockPlan.of(1).tolerating(failing).block())))
        .isEqualTo(WorkState.FAILED);
  }

  private static WorkState endOf(MachineUnderTest work) {
    work.finish(0, AttemptEnd.FAILED);
    return work.state();
  }

  @Test
  void a_person_ends_a_work_that_paused_for_failures_with_any_verb() {
    for (Verb verb : List.of(new Verb.Stop(), new Verb.Cancel(), new Verb.Kill())) {
      var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).tolerating(PAUSING).block());
      work.finish(0, AttemptEnd.FAILED);

      work.order(verb);

      assertThat(work.state().isTerminal()).as("%s", verb).isTrue();
      assertThat(work.job(0)).isEqualTo(JobState.FAILED);
    }
  }

  @Test
  void a_breach_while_a_person_has_it_paused_keeps_it_paused() {
    var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).tolerating(PAUSING).block());
    work.order(new Verb.Pause());

    work.finish(0, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.refusal(new Verb.Resume())).map(Refused::why).contains(Refused.Why.BREACHED);
  }

  @Test
  void a_breach_while_it_is_being_stopped_is_no_pause() {
    var work = MachineUnderTest.running(BlockPlan.of(2).limit(2).tolerating(PAUSING).block());
    work.order(new Verb.Stop());

    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.STOPPED);
  }

  @Test
  void the_deadline_of_a_work_that_paused_for_failures_still_counts() {
    var plan = BlockPlan.of(1).tolerating(PAUSING).deadline(Duration.ofMinutes(1));
    var work = MachineUnderTest.running(plan.block());
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);

    work.goOnAfter(Duration.ofMinutes(1).minusMillis(7));

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }
}
