package dev.interlock.engine.work;

import static dev.interlock.engine.work.CheckKind.PRE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What ends the blocks that run in the end, and what does not. Job 0 is the only forward one.
class DeferredStopTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration STEP = Duration.ofMillis(7);

  @Test
  void the_emergency_stop_ends_what_runs_in_the_end() {
    for (Verb before : List.of(new Verb.Stop(), new Verb.Cancel())) {
      var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
      work.order(before);
      work.succeed(0);
      work.assertRuns(1);

      work.stop();
      work.finish(1, AttemptEnd.INTERRUPTED);

      assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
      assertThat(work.machine().wasEsStopped()).isTrue();
      assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    }
  }

  @Test
  void a_kill_ends_what_runs_in_the_end_at_once() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always());
    work.order(new Verb.Cancel());
    work.succeed(0);

    work.order(new Verb.Kill());

    assertThat(work.state()).isEqualTo(WorkState.KILLED);
    assertThat(work.job(1)).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void what_runs_in_the_end_of_a_cancelled_work_has_two_minutes() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    work.order(new Verb.Cancel());
    work.finish(0, AttemptEnd.INTERRUPTED);

    work.goOnAfter(Duration.ofMinutes(2));
    work.finish(1, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().reason())
        .isEqualTo("ann: a drill; what ran in the end took longer than 120 s");
  }

  @Test
  void what_runs_in_the_end_of_a_stopped_work_has_its_time() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always());
    work.order(new Verb.Stop());
    work.succeed(0);

    work.assertWaits();
  }

  @Test
  void a_person_stops_what_runs_in_the_end() {
    var stopped = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    stopped.succeed(0);
    stopped.order(new Verb.Stop());
    stopped.succeed(1);
    assertThat(stopped.state()).isEqualTo(WorkState.STOPPED);

    var cancelled = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    cancelled.finish(0, AttemptEnd.FAILED);
    cancelled.order(new Verb.Cancel());
    cancelled.finish(1, AttemptEnd.INTERRUPTED);
    assertThat(cancelled.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(cancelled.job(2)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_person_cancels_what_runs_in_the_end_of_a_work_that_stopped_by_itself() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
    work.finish(0, AttemptEnd.FATAL);
    work.assertRuns(1);

    work.order(new Verb.Cancel());
    work.finish(1, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_fatal_outcome_ends_what_runs_in_the_end() {
    for (Verb before : List.of(new Verb.Stop(), new Verb.Cancel())) {
      var work = MachineUnderTest.forwardAnd(BlockPlan.always(), BlockPlan.always());
      work.order(before);
      work.succeed(0);

      work.finish(1, AttemptEnd.FATAL);

      assertThat(work.state().isTerminal()).isTrue();
      assertThat(work.job(2)).as("after %s", before).isEqualTo(JobState.NOT_STARTED);
    }
  }

  @Test
  void the_deadline_of_a_block_that_runs_in_the_end_counts_however_the_work_came_there() {
    for (Verb before : List.of(new Verb.Stop(), new Verb.Cancel())) {
      var work = MachineUnderTest.forwardAnd(BlockPlan.always().deadline(MINUTE));
      work.order(before);
      work.succeed(0);

      work.goOnAfter(MINUTE);
      work.finish(1, AttemptEnd.INTERRUPTED);

      assertThat(work.state().isTerminal()).isTrue();
      assertThat(work.machine().reason())
          .isEqualTo("ann: a drill; blocks[1] took longer than its deadline of 60 s");
    }
    var completed = MachineUnderTest.forwardAnd(BlockPlan.always().deadline(MINUTE));
    completed.succeed(0);
    completed.goOnAfter(MINUTE);
    completed.finish(1, AttemptEnd.INTERRUPTED);
    assertThat(completed.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void checks_and_retries_hold_in_the_end_of_a_stopped_work_too() {
    var plan = BlockPlan.of(1, 1).role(Role.ALWAYS).checks(BlockPlan.pre());
    var work = MachineUnderTest.forwardAnd(plan);
    work.order(new Verb.Stop());
    work.succeed(0);

    assertThat(work.machine().checksToRun()).containsExactly(new CheckRound(1, PRE));
    assertThat(work.check(1, PRE, true)).contains(new Fact.AttemptStarted(1, 1));
    work.fail(1, MINUTE);
    assertThat(work.goOnAfter(MINUTE)).contains(new Fact.AttemptStarted(1, 2));
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.STOPPED);
  }

  @Test
  void what_a_restart_interrupts_in_the_end_of_a_cancelled_work_is_run_again() {
    var killed = MachineUnderTest.forwardAnd(BlockPlan.always());
    killed.order(new Verb.Cancel());
    killed.succeed(0);
    assertThat(killed.crash()).contains(new Fact.AttemptStarted(1, 2));
    killed.succeed(1);
    assertThat(killed.state()).isEqualTo(WorkState.CANCELLED);

    var handedOff = MachineUnderTest.forwardAnd(BlockPlan.always());
    handedOff.order(new Verb.Stop());
    handedOff.succeed(0);
    handedOff.take(Starts.HELD, new Input.AttemptFinished(1, AttemptEnd.LOST, ""));
    assertThat(handedOff.crash()).contains(new Fact.AttemptStarted(1, 2));
  }

  @Test
  void a_delay_in_the_end_of_a_cancelled_work_counts_in_its_two_minutes() {
    var work =
        MachineUnderTest.forwardAnd(
            BlockPlan.always().delays(Duration.ofMinutes(3), Duration.ZERO));
    work.order(new Verb.Cancel());
    work.finish(0, AttemptEnd.INTERRUPTED);

    work.goOnAfter(Duration.ofMinutes(2));

    assertThat(work.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_restart_does_not_prolong_the_two_minutes() {
    var work = MachineUnderTest.forwardAnd(BlockPlan.always());
    work.order(new Verb.Cancel());
    work.finish(0, AttemptEnd.INTERRUPTED);

    work.crash();

    assertThat(work.untilItGoesOn()).isEqualTo(Duration.ofMinutes(2).minus(STEP));
  }
}
