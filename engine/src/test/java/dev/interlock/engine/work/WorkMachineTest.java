package dev.interlock.engine.work;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules that a work keeps, one by one; [WorkMachineSimulationTest] has them all at once.
class WorkMachineTest {

  @Test
  void a_work_that_was_taken_starts_its_first_block_up_to_the_limit_in_order() {
    var work = MachineUnderTest.waiting(block(2, 0, 3, "job"), block("job"));

    var facts = work.takeOver();

    assertThat(facts)
        .containsExactly(
            new Fact.WorkStarted(),
            new Fact.BlockStarted(0),
            new Fact.AttemptStarted(0, 1),
            new Fact.AttemptStarted(1, 1));
  }

  @Test
  void a_finish_and_the_start_that_follows_from_it_are_said_together() {
    var work = MachineUnderTest.running(block(1, 0, 2, "job"));

    assertThat(work.succeed(0))
        .containsExactly(
            new Fact.AttemptEnded(0, AttemptEnd.SUCCEEDED, ""), new Fact.AttemptStarted(1, 1));
  }

  @Test
  void nothing_of_a_block_starts_before_the_one_before_has_ended() {
    var work = MachineUnderTest.running(block("job", "job"), block("job"));

    assertThat(work.succeed(1)).noneMatch(fact -> fact instanceof Fact.AttemptStarted);
    assertThat(work.succeed(0))
        .containsSubsequence(
            new Fact.BlockEnded(0, BlockState.COMPLETED),
            new Fact.BlockStarted(1),
            new Fact.AttemptStarted(2, 1));
  }

  @Test
  void a_failed_block_ends_the_work_and_the_next_block_starts_nothing() {
    var work = MachineUnderTest.running(block("job", "job"), block("job"));

    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.FAILED);
    assertThat(work.machine().block(1).state()).isEqualTo(BlockState.NOT_STARTED);
    assertThat(work.machine().reason()).contains("blocks[0].jobs[0] job", "note of 0");
  }

  @Test
  void a_failure_beyond_the_tolerated_ones_starts_nothing_more_and_lets_what_runs_end() {
    var work = MachineUnderTest.running(block(2, 0, 4, "job"));

    assertThat(work.finish(0, AttemptEnd.FAILED)).hasSize(1);
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    assertThat(work.succeed(1)).last().isInstanceOf(Fact.WorkEnded.class);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_failure_and_a_success_together_start_nothing_when_the_failure_is_not_tolerated() {
    var work = MachineUnderTest.running(block(2, 0, 4, "job"));

    var facts =
        work.take(
            new Input.AttemptFinished(0, AttemptEnd.SUCCEEDED, ""),
            new Input.AttemptFinished(1, AttemptEnd.FAILED, "no"));

    assertThat(facts).noneMatch(fact -> fact instanceof Fact.AttemptStarted);
    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void tolerated_failures_let_the_work_go_on_and_end_it_as_failed_with_errors() {
    var work = MachineUnderTest.running(block(1, 1, 2, "job"), block("job"));

    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);
    work.succeed(2);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().hadErrors()).isTrue();
    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.COMPLETED);
    assertThat(work.machine().block(1).state()).isEqualTo(BlockState.COMPLETED);
    assertThat(work.machine().reason()).contains("1 of 3 jobs failed");
  }

  @Test
  void a_work_is_completed_when_every_job_is() {
    var work = MachineUnderTest.running(block("job"), block("job", "job"));

    work.succeed(0);
    work.succeed(1, 2);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.machine().hadErrors()).isFalse();
    assertThat(work.machine().counts().of(JobState.COMPLETED)).isEqualTo(3);
    assertThat(work.machine().startedMillis()).isPositive();
    assertThat(work.machine().endedMillis()).isGreaterThan(work.machine().startedMillis());
  }

  @Test
  void a_terminal_state_takes_nothing_more() {
    var work = MachineUnderTest.running(block("job"));
    work.succeed(0);
    var ended = SeenWork.of(work.machine());

    assertThat(work.stop()).isEmpty();
    assertThat(work.takeOver()).isEmpty();
    assertThat(work.take(new Input.AttemptFinished(0, AttemptEnd.FAILED, "late"))).isEmpty();
    assertThat(work.take(new Input.LookAgain())).isEmpty();

    assertThat(SeenWork.of(work.machine())).isEqualTo(ended);
    assertThatThrownBy(
            () -> work.machine().apply(new Fact.WorkStarted(), java.time.Instant.ofEpochMilli(1)))
        .hasMessageStartingWith("bug:");
  }

  @Test
  void an_end_of_a_job_that_does_not_run_is_a_bug() {
    var work = MachineUnderTest.running(block(1, 0, 2, "job"));

    assertThatThrownBy(() -> work.finish(1, AttemptEnd.SUCCEEDED)).hasMessageStartingWith("bug:");
  }

  @Test
  void held_starts_nothing_new_and_lets_what_runs_end() {
    var work = MachineUnderTest.running(block(1, 0, 2, "job"), block("job"));

    var held = work.take(Starts.HELD, new Input.AttemptFinished(0, AttemptEnd.SUCCEEDED, "done"));

    assertThat(held).containsExactly(new Fact.AttemptEnded(0, AttemptEnd.SUCCEEDED, "done"));
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    assertThat(work.take(new Input.LookAgain())).containsExactly(new Fact.AttemptStarted(1, 1));
  }

  @Test
  void held_starts_no_block() {
    var work = MachineUnderTest.waiting(block("job"));

    var facts = work.take(Starts.HELD, new Input.TakenOver("", work::crashClass));

    assertThat(facts).isEmpty();
    assertThat(work.state()).isEqualTo(WorkState.WAITING);
  }

  @Test
  void a_stop_starts_nothing_more_and_ends_the_work_when_nothing_runs() {
    var work = MachineUnderTest.running(block(2, 0, 4, "job"));

    assertThat(work.stop())
        .containsExactly(new Fact.StopOrdered(StopCause.EMERGENCY_STOP, "", "pulled"));
    assertThat(work.state()).isEqualTo(WorkState.STOPPING);
    assertThat(work.finish(0, AttemptEnd.INTERRUPTED)).hasSize(1);
    work.succeed(1);

    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
    assertThat(work.machine().wasEsStopped()).isTrue();
    assertThat(work.machine().reason()).isEqualTo("pulled");
    assertThat(work.job(0)).isEqualTo(JobState.CANCELLED);
    assertThat(work.job(1)).isEqualTo(JobState.COMPLETED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.STOPPED);
    assertThat(work.machine().hadErrors()).isTrue();
  }

  @Test
  void stop_wins_against_the_last_success_that_comes_with_it() {
    var work = MachineUnderTest.running(block("job"));

    work.take(new Input.AttemptFinished(0, AttemptEnd.SUCCEEDED, ""), new Input.StopNow("pulled"));

    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
    assertThat(work.job(0)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void an_interrupted_job_never_lets_its_block_complete() {
    var work = MachineUnderTest.running(block("job"), block("job"));

    work.finish(0, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().reason()).contains("blocks[0].jobs[0] job");
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_stop_of_a_work_that_waits_ends_it_at_once() {
    var work = MachineUnderTest.waiting(block("job"));

    work.stop();

    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
  }

  @Test
  void a_fatal_outcome_stops_the_work_and_names_the_job() {
    var work = MachineUnderTest.running(block(2, 5, 4, "job"));

    var facts = work.finish(1, AttemptEnd.FATAL);
    assertThat(facts)
        .contains(
            new Fact.StopOrdered(StopCause.FATAL_OUTCOME, "", "blocks[0].jobs[1] job: note of 1"));
    work.finish(0, AttemptEnd.INTERRUPTED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().wasEsStopped()).isFalse();
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.FAILED);
  }

  @Test
  void an_emergency_stop_dominates_a_fatal_outcome_whichever_comes_first() {
    var fatalFirst = MachineUnderTest.running(block("job", "job"));
    fatalFirst.finish(0, AttemptEnd.FATAL);
    fatalFirst.stop();
    fatalFirst.succeed(1);
    var stopFirst = MachineUnderTest.running(block("job", "job"));
    stopFirst.stop();
    stopFirst.finish(0, AttemptEnd.FATAL);
    stopFirst.succeed(1);

    for (var work : List.of(fatalFirst, stopFirst)) {
      assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
      assertThat(work.machine().reason()).isEqualTo("pulled");
      assertThat(work.machine().wasEsStopped()).isTrue();
    }
  }

  @Test
  void a_second_stop_says_nothing() {
    var work = MachineUnderTest.running(block("job"));
    work.stop();

    assertThat(work.stop()).isEmpty();
    assertThat(work.take(new Input.StopNow("later"))).isEmpty();
  }

  @Test
  void what_goes_on_after_its_grace_is_named_until_it_ends() {
    var work = MachineUnderTest.running(block("job"));
    work.stop();

    assertThat(work.take(new Input.GraceOver(0))).containsExactly(new Fact.AttemptNotStopping(0));
    assertThat(work.take(new Input.GraceOver(0))).isEmpty();
    assertThat(work.machine().jobView(0).notStopping()).isTrue();
    assertThat(work.state()).isEqualTo(WorkState.STOPPING);

    work.finish(0, AttemptEnd.INTERRUPTED);
    assertThat(work.machine().jobView(0).notStopping()).isFalse();
    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
  }

  @Test
  void grace_that_is_over_for_a_job_that_has_ended_means_nothing() {
    var work = MachineUnderTest.running(block("job", "job"));
    work.succeed(0);

    assertThat(work.take(new Input.GraceOver(0))).isEmpty();
  }

  @Test
  void after_a_crash_an_idempotent_job_is_run_again_before_any_fresh_one() {
    var work = MachineUnderTest.running(block(2, 0, 3, "job"));

    assertThat(work.crash())
        .extracting(Object::getClass)
        .map(Class::getSimpleName)
        .containsExactly("AttemptEnded", "AttemptEnded", "AttemptStarted", "AttemptStarted");
    assertThat(work.machine().jobView(0).attempts())
        .extracting(AttemptRecord::number, AttemptRecord::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, JobState.WAITING),
            org.assertj.core.groups.Tuple.tuple(2, JobState.RUNNING));
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void after_a_crash_a_job_that_may_not_run_twice_is_unknown_and_its_block_starts_nothing_more() {
    var work = MachineUnderTest.running(block(2, 9, "once", "once", "job"), block("job"));
    work.succeed(0);

    work.crash();

    assertThat(work.job(0)).isEqualTo(JobState.COMPLETED);
    assertThat(work.job(1)).isEqualTo(JobState.UNKNOWN);
    assertThat(work.job(2)).isEqualTo(JobState.WAITING);
    assertThat(work.job(3)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.state()).isEqualTo(WorkState.WAITING);
    assertThat(work.machine().dueMillis()).isEqualTo(WorkMachine.AT_REST);
    assertThat(work.machine().reason()).contains("blocks[0].jobs[1] once");
    assertThat(work.machine().hadErrors()).isTrue();
  }

  @Test
  void a_job_that_was_to_run_again_and_will_not_is_unknown_at_the_end() {
    var broken = MachineUnderTest.running(block(2, 0, "job", "job"));
    broken.take(
        new Input.AttemptFinished(0, AttemptEnd.FAILED, "broken"),
        new Input.AttemptFinished(1, AttemptEnd.LOST, "its server shut down"));
    var stopped = MachineUnderTest.running(block("job"));
    stopped.take(
        Starts.HELD, new Input.AttemptFinished(0, AttemptEnd.LOST, "its server shut down"));
    assertThat(stopped.job(0)).isEqualTo(JobState.WAITING);
    stopped.stop();

    assertThat(broken.job(1)).isEqualTo(JobState.UNKNOWN);
    assertThat(broken.state()).isEqualTo(WorkState.FAILED);
    assertThat(stopped.job(0)).isEqualTo(JobState.UNKNOWN);
    assertThat(stopped.state()).isEqualTo(WorkState.ES_STOPPED);
    assertThat(stopped.machine().jobView(0).attempts()).hasSize(1);
  }

  @Test
  void a_crash_while_a_work_is_being_stopped_makes_what_ran_unknown() {
    var work = MachineUnderTest.running(block("job", "once"));
    work.stop();

    work.crash();

    assertThat(work.job(0)).isEqualTo(JobState.UNKNOWN);
    assertThat(work.job(1)).isEqualTo(JobState.UNKNOWN);
    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
  }

  @Test
  void an_attempt_handed_off_while_its_work_is_being_stopped_is_cancelled() {
    var work = MachineUnderTest.running(block("job"));
    work.stop();

    work.finish(0, AttemptEnd.LOST);

    assertThat(work.job(0)).isEqualTo(JobState.CANCELLED);
    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
  }

  @Test
  void a_succeeded_job_is_not_run_again_by_a_crash() {
    var work = MachineUnderTest.running(block(1, 0, 2, "job"));
    work.succeed(0);

    work.crash();
    work.succeed(1);

    assertThat(work.machine().jobView(0).attempts()).hasSize(1);
    assertThat(work.machine().jobView(1).attempts()).hasSize(2);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void the_times_of_a_job_are_those_of_its_first_start_and_its_end() {
    var work = MachineUnderTest.running(block("job"));
    long first = work.machine().jobView(0).startedMillis();
    work.crash();
    assertThat(work.machine().jobView(0).endedMillis()).isZero();

    work.succeed(0);

    var job = work.machine().jobView(0);
    assertThat(job.startedMillis()).isEqualTo(first);
    assertThat(job.endedMillis()).isGreaterThan(first);
    assertThat(job.attempts().getLast().started().toEpochMilli()).isGreaterThan(first);
    assertThat(job.note()).isEmpty();
  }

  @Test
  void a_job_knows_its_block_and_its_path() {
    var machine = new WorkMachine(Plans.work(block("a"), block("b", "c"), block("d")));

    assertThat(
            List.of(machine.blockOf(0), machine.blockOf(1), machine.blockOf(2), machine.blockOf(3)))
        .containsExactly(0, 1, 1, 2);
    assertThat(machine.path(2)).isEqualTo("blocks[1].jobs[1] c");
    assertThat(machine.job(3).name()).isEqualTo("d");
  }
}
