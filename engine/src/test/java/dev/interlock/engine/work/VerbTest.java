package dev.interlock.engine.work;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.sequence;
import static dev.interlock.engine.work.Plans.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.Refused.Why;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What operators' verbs lead to in a machine, fact by fact.
class VerbTest {
  private static final String FIRST = "blocks[0].jobs[0]";
  private static final String SECOND = "blocks[0].jobs[1]";

  private static Verb skip(String... jobs) {
    return new Verb.SkipJobs(List.of(jobs));
  }

  private static Verb resolve(Resolution as, String... jobs) {
    return new Verb.ResolveJobs(List.of(jobs), as);
  }

  private static void refuses(MachineUnderTest work, Verb verb, Why why) {
    assertThat(work.refusal(verb)).map(Refused::why).contains(why);
    assertThat(work.order(verb)).as("facts of what is refused").isEmpty();
  }

  @Test
  void a_pause_starts_nothing_more_and_is_over_once_nothing_runs() {
    var work = MachineUnderTest.running(block(2, 0, 4, "job"));

    assertThat(work.order(new Verb.Pause()))
        .containsExactly(new Fact.PauseOrdered("ann", "a drill"));
    assertThat(work.state()).isEqualTo(WorkState.PAUSING);
    assertThat(work.succeed(0)).hasSize(1);
    assertThat(work.succeed(1)).last().isEqualTo(new Fact.Paused());
    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    assertThat(work.machine().reason()).isEqualTo("ann: a drill");
    assertThat(work.machine().dueMillis()).isEqualTo(WorkMachine.AT_REST);

    assertThat(work.order(new Verb.Resume()))
        .containsExactly(
            new Fact.Resumed("ann", "a drill"),
            new Fact.AttemptStarted(2, 1),
            new Fact.AttemptStarted(3, 1));
    assertThat(work.machine().reason()).isEmpty();
  }

  @Test
  void a_pause_of_what_waits_is_over_at_once_and_a_second_one_changes_nothing() {
    var work = MachineUnderTest.waiting(block("job"));

    assertThat(work.order(new Verb.Pause()))
        .containsExactly(new Fact.PauseOrdered("ann", "a drill"), new Fact.Paused());
    assertThat(work.refusal(new Verb.Pause())).isEmpty();
    assertThat(work.order(new Verb.Pause())).isEmpty();

    assertThat(work.take(Starts.HELD, new Input.Ordered(new Verb.Resume(), "ann", "")))
        .containsExactly(new Fact.Resumed("ann", ""));
    assertThat(work.state()).isEqualTo(WorkState.WAITING);
  }

  @Test
  void a_block_whose_last_job_ends_during_a_pause_ends_after_it() {
    var work = MachineUnderTest.running(block("job"), block("job"));
    work.order(new Verb.Pause());

    work.succeed(0);

    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.RUNNING);
    assertThat(work.order(new Verb.Resume()))
        .containsExactly(
            new Fact.Resumed("ann", "a drill"),
            new Fact.BlockEnded(0, BlockState.COMPLETED),
            new Fact.BlockStarted(1),
            new Fact.AttemptStarted(1, 1));
  }

  @Test
  void what_fails_beyond_the_tolerance_during_a_pause_fails_the_work_after_it() {
    var work = MachineUnderTest.running(block(1, 0, 2, "job"));
    work.order(new Verb.Pause());

    work.finish(0, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.PAUSED);
    work.order(new Verb.Resume());
    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @ParameterizedTest
  @CsvSource({"STOP, STOPPED", "CANCEL, CANCELLED", "KILL, KILLED", "EMERGENCY_STOP, ES_STOPPED"})
  void a_firmer_stop_overrules_and_a_softer_one_changes_nothing(StopCause cause, WorkState end) {
    for (var other :
        List.of(StopCause.STOP, StopCause.CANCEL, StopCause.EMERGENCY_STOP, StopCause.KILL)) {
      var work = MachineUnderTest.running(block("job", "job"));
      stop(work, cause);
      if (work.state().isTerminal()) {
        continue;
      }

      assertThat(stop(work, other).isEmpty()).isEqualTo(!other.overrules(cause));
      if (!work.state().isTerminal()) {
        work.succeed(0, 1);
      }

      var strongest = other.overrules(cause) ? other : cause;
      assertThat(work.state()).isEqualTo(strongest.ending());
      if (!other.overrules(cause)) {
        assertThat(work.state()).isEqualTo(end);
      }
    }
  }

  private static List<Fact> stop(MachineUnderTest work, StopCause cause) {
    return switch (cause) {
      case STOP -> work.order(new Verb.Stop());
      case CANCEL -> work.order(new Verb.Cancel());
      case KILL -> work.order(new Verb.Kill());
      case EMERGENCY_STOP -> work.stop();
      case FATAL_OUTCOME, DEADLINE -> throw new IllegalArgumentException("no order");
    };
  }

  @Test
  void a_kill_leaves_what_ran_unknown_and_ends_all_in_one_entry() {
    var work = MachineUnderTest.running(block(2, 0, 3, "job"));

    assertThat(work.order(new Verb.Kill()))
        .containsExactly(
            new Fact.StopOrdered(StopCause.KILL, "ann", "a drill"),
            new Fact.AttemptEnded(0, AttemptEnd.UNKNOWN, "killed while attempt 1 ran"),
            new Fact.AttemptEnded(1, AttemptEnd.UNKNOWN, "killed while attempt 1 ran"),
            new Fact.BlockEnded(0, BlockState.STOPPED),
            new Fact.WorkEnded(WorkState.KILLED, "ann: a drill"));
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void the_first_job_of_a_sequence_can_be_skipped_and_the_next_is_its_first() {
    var work = MachineUnderTest.running(sequences(1, sequence("a"), sequence("b", "c")));

    assertThat(work.order(skip("blocks[0].sequences[1].jobs[0]")))
        .containsExactly(new Fact.JobSkipped(1, "ann", "a drill"));

    assertThat(work.succeed(0)).contains(new Fact.AttemptStarted(2, 1));
    work.succeed(2);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_work_all_of_whose_jobs_are_skipped_completes_without_having_started_any() {
    var work = MachineUnderTest.waiting(block("job", "job"), block("job"));

    work.order(skip(FIRST, SECOND, "blocks[1].jobs[0]"));

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(work.journal.stream().flatMap(entry -> entry.facts().stream()))
        .noneMatch(fact -> fact instanceof Fact.AttemptStarted);
  }

  @Test
  void what_was_skipped_is_skipped_again_without_a_fact() {
    var work = MachineUnderTest.running(block(1, 0, 3, "job"));
    work.order(skip(SECOND));

    assertThat(work.refusal(skip(SECOND))).isEmpty();
    assertThat(work.order(skip(SECOND))).isEmpty();
    assertThat(work.order(skip(SECOND, "blocks[0].jobs[2]")))
        .containsExactly(new Fact.JobSkipped(2, "ann", "a drill"));
  }

  @Test
  void what_runs_completed_or_is_unknown_cannot_be_skipped() {
    var work = MachineUnderTest.running(block(1, 0, "job", "once", "job"));
    refuses(work, skip(FIRST), Why.WRONG_JOB_STATE);
    work.succeed(0);
    refuses(work, skip(FIRST), Why.WRONG_JOB_STATE);
    work.crash();

    assertThat(work.job(1)).isEqualTo(JobState.UNKNOWN);
    refuses(work, skip(SECOND), Why.WRONG_JOB_STATE);
    refuses(work, skip("blocks[0].jobs[2]", "blocks[7].jobs[0]"), Why.NO_SUCH_JOB);
    refuses(work, skip("nonsense"), Why.NO_SUCH_JOB);
  }

  @Test
  void an_unknown_job_holds_its_block_and_the_work_waits_for_a_person() {
    var work = MachineUnderTest.running(block(2, 1, "once", "job", "job"), block("job"));
    work.crash();

    assertThat(work.state()).isEqualTo(WorkState.WAITING);
    assertThat(work.machine().dueMillis()).isEqualTo(WorkMachine.AT_REST);
    assertThat(work.machine().reason())
        .isEqualTo("waits for a person to say what became of blocks[0].jobs[0] once");
    assertThat(work.take(new Input.LookAgain())).isEmpty();

    assertThat(work.order(resolve(Resolution.DONE, FIRST)))
        .containsExactly(
            new Fact.JobResolved(0, Resolution.DONE, "ann", "a drill"),
            new Fact.AttemptStarted(1, 2),
            new Fact.AttemptStarted(2, 1));
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  void a_job_that_is_run_again_takes_its_place_in_the_limit() {
    var work = MachineUnderTest.running(block(1, 0, "once", "job"));
    work.crash();

    assertThat(work.order(resolve(Resolution.RUN_AGAIN, FIRST)))
        .containsExactly(
            new Fact.JobResolved(0, Resolution.RUN_AGAIN, "ann", "a drill"),
            new Fact.AttemptStarted(0, 2));
    assertThat(work.succeed(0)).contains(new Fact.AttemptStarted(1, 1));
    assertThat(work.folded().jobView(0).attempts())
        .extracting(AttemptRecord::state)
        .containsExactly(JobState.UNKNOWN, JobState.COMPLETED);
  }

  @Test
  void a_resolution_as_failed_counts_against_the_tolerance() {
    var tolerated = MachineUnderTest.running(block(1, 1, "once", "job"));
    tolerated.crash();
    tolerated.order(resolve(Resolution.FAILED, FIRST));
    assertThat(tolerated.state()).isEqualTo(WorkState.RUNNING);
    assertThat(tolerated.job(1)).isEqualTo(JobState.RUNNING);

    var strict = MachineUnderTest.running(block(1, 0, "once", "job"));
    strict.crash();
    strict.order(resolve(Resolution.FAILED, FIRST));
    assertThat(strict.state()).isEqualTo(WorkState.FAILED);
    assertThat(strict.machine().reason()).contains(FIRST, "ann: a drill");
  }

  @Test
  void what_failed_can_be_resolved_otherwise_until_its_block_has_ended() {
    var tolerance = new Tolerance(2, Tolerance.UNSET, 1, false);
    var block = new Block("", 1, tolerance, List.of(), List.of(sequence("a", "b"), sequence("c")));
    var work = MachineUnderTest.running(block, block("job"));
    work.finish(0, AttemptEnd.FAILED);

    assertThat(work.order(resolve(Resolution.FAILED, "blocks[0].sequences[0].jobs[0]"))).isEmpty();
    work.order(resolve(Resolution.DONE, "blocks[0].sequences[0].jobs[0]"));
    assertThat(work.succeed(2)).contains(new Fact.AttemptStarted(1, 1));
    refuses(work, resolve(Resolution.DONE, "blocks[0].sequences[0].jobs[0]"), Why.WRONG_JOB_STATE);
    work.succeed(1);

    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.COMPLETED);
    refuses(work, new Verb.SetLimit(0, 2), Why.BLOCK_ENDED);
  }

  @ParameterizedTest
  @EnumSource(Resolution.class)
  void what_nobody_asks_about_cannot_be_resolved(Resolution as) {
    var work = MachineUnderTest.running(block(1, 0, "job", "job", "job"));
    work.succeed(0);

    refuses(work, resolve(as, FIRST), Why.WRONG_JOB_STATE);
    refuses(work, resolve(as, SECOND), Why.WRONG_JOB_STATE);
    refuses(work, resolve(as, "blocks[0].jobs[2]"), Why.WRONG_JOB_STATE);
    refuses(work, resolve(as, "blocks[0].jobs[3]"), Why.NO_SUCH_JOB);
  }

  @Test
  void a_limit_holds_from_now_on_and_the_same_one_again_is_no_fact() {
    var work = MachineUnderTest.running(block(1, 0, 4, "job"));

    assertThat(work.order(new Verb.SetLimit(0, 3)))
        .containsExactly(
            new Fact.LimitSet(0, 3, "ann", "a drill"),
            new Fact.AttemptStarted(1, 1),
            new Fact.AttemptStarted(2, 1));
    assertThat(work.order(new Verb.SetLimit(0, 3))).isEmpty();
    work.order(new Verb.SetLimit(0, 1));
    assertThat(work.succeed(0, 1)).noneMatch(fact -> fact instanceof Fact.AttemptStarted);
    assertThat(work.succeed(2)).contains(new Fact.AttemptStarted(3, 1));

    assertThat(work.folded().block(0).limit()).isEqualTo(1);
    refuses(work, new Verb.SetLimit(1, 1), Why.NO_SUCH_BLOCK);
  }

  @Test
  void nothing_is_done_to_a_work_that_was_not_executed_but_to_end_it() {
    var work = new WorkMachine(Plans.work(block("job")));
    var at = dev.interlock.engine.time.ManualClock.NOON;
    work.apply(new Fact.Submitted("ann"), at);

    for (var verb : List.of(new Verb.Pause(), new Verb.Resume(), skip(FIRST))) {
      assertThat(work.refusal(verb, at)).map(Refused::why).contains(Why.NOT_EXECUTED);
    }
    assertThat(
            work.take(
                List.of(new Input.Ordered(new Verb.Cancel(), "ann", "why")), Starts.ALLOWED, at))
        .containsExactly(
            new Fact.StopOrdered(StopCause.CANCEL, "ann", "why"),
            new Fact.WorkEnded(WorkState.CANCELLED, "ann: why"));
    assertThat(work.refusal(new Verb.Kill(), at)).map(Refused::why).contains(Why.ENDED);
  }
}
