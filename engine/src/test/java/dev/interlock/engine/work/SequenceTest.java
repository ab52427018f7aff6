package dev.interlock.engine.work;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.job;
import static dev.interlock.engine.work.Plans.sequence;
import static dev.interlock.engine.work.Plans.sequences;
import static dev.interlock.engine.work.Plans.tolerating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules for jobs that run one after another in a slot of a block.
class SequenceTest {

  @Test
  void the_jobs_of_a_sequence_run_in_order_and_sequences_side_by_side() {
    var work =
        MachineUnderTest.running(
            sequences(2, sequence("drain", "erase"), sequence("drain", "erase")));

    assertThat(work.machine().runningJobs()).containsExactly(0, 2);
    assertThat(work.succeed(2))
        .containsExactly(
            new Fact.AttemptEnded(2, AttemptEnd.SUCCEEDED, ""), new Fact.AttemptStarted(3, 1));
    assertThat(work.machine().runningJobs()).containsExactly(0, 3);
    work.succeed(0);
    work.succeed(1, 3);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_sequence_holds_its_place_in_the_limit_to_its_end() {
    var work = MachineUnderTest.running(sequences(1, sequence("a", "b"), sequence("a", "b")));

    assertThat(work.succeed(0)).contains(new Fact.AttemptStarted(1, 1));
    assertThat(work.machine().runningJobs()).containsExactly(1);
    assertThat(work.succeed(1)).contains(new Fact.AttemptStarted(2, 1));
  }

  @Test
  void single_jobs_come_before_the_sequences_of_a_block() {
    var mixed =
        new Block("", 2, Tolerance.of(0), List.of(job("x"), job("y")), List.of(sequence("a", "b")));
    var work = MachineUnderTest.running(mixed);

    assertThat(work.machine().runningJobs()).containsExactly(0, 1);
    assertThat(work.succeed(0)).contains(new Fact.AttemptStarted(2, 1));
    assertThat(work.machine().path(1)).isEqualTo("blocks[0].jobs[1] y");
    assertThat(work.machine().path(3)).isEqualTo("blocks[0].sequences[0].jobs[1] b");
    assertThat(work.machine().place(3)).isEqualTo(new JobPlace(0, 0, 1));
  }

  @Test
  void what_follows_a_failed_job_in_its_sequence_is_never_started() {
    var work =
        MachineUnderTest.running(
            tolerating(Tolerance.of(1), 1, sequence("a", "b", "c"), sequence("a", "b")),
            block("next"));

    work.succeed(0);
    work.finish(1, AttemptEnd.FAILED);
    assertThat(work.machine().runningJobs()).containsExactly(3);
    work.succeed(3);
    work.succeed(4);
    work.succeed(5);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(2)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().block(0).state()).isEqualTo(BlockState.COMPLETED);
    assertThat(work.machine().block(1).state()).isEqualTo(BlockState.COMPLETED);
    assertThat(work.machine().reason())
        .isEqualTo(
            "ran to its end; 1 of 6 jobs failed, which was tolerated;"
                + " 1 after them in their sequences never started");
  }

  @Test
  void a_lost_job_is_run_again_before_its_sequence_goes_on_and_no_other_takes_its_place() {
    var work =
        MachineUnderTest.running(sequences(1, sequence("a", "b", "c"), sequence("a", "b", "c")));
    work.succeed(0);

    assertThat(work.crash())
        .contains(new Fact.AttemptStarted(1, 2))
        .doesNotContain(new Fact.AttemptStarted(3, 1));
    assertThat(work.succeed(1)).contains(new Fact.AttemptStarted(2, 1));
    work.crash();
    assertThat(work.machine().runningJobs()).containsExactly(2);
    assertThat(work.succeed(2)).contains(new Fact.AttemptStarted(3, 1));
  }

  @Test
  void after_a_crash_no_more_run_than_the_limit_lets() {
    var work =
        MachineUnderTest.running(
            sequences(2, sequence("a", "b"), sequence("a", "b"), sequence("a", "b")));
    work.take(Starts.HELD, new Input.AttemptFinished(0, AttemptEnd.SUCCEEDED, ""));

    work.crash();

    assertThat(work.machine().runningJobs()).containsExactly(1, 2);
  }

  @Test
  void a_stop_leaves_what_follows_in_a_sequence_unstarted() {
    var work = MachineUnderTest.running(sequences(1, sequence("a", "b")));

    work.stop();
    work.succeed(0);

    assertThat(work.state()).isEqualTo(WorkState.ES_STOPPED);
    assertThat(work.job(1)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_failed_sequence_counts_once_and_fails_its_block() {
    var work = MachineUnderTest.running(sequences(2, sequence("a", "b"), sequence("a", "b")));

    work.finish(0, AttemptEnd.FAILED);
    work.succeed(2);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(3)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().reason())
        .contains("1 failed and 0 unknown of 2 sequences, 0 tolerated");
  }
}
