package dev.interlock.engine.work;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many failures a block and a work bear.
class ToleranceTest {
  private static final int UNSET = Tolerance.UNSET;

  private static Block jobs(int count, int limit, Tolerance tolerance) {
    List<Job> jobs = Collections.nCopies(count, job("job"));
    return new Block("", limit, tolerance, jobs, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    // failures, percent, sequences, tolerated
    "-1, -1, 10, 0",
    "3, -1, 10, 3",
    "-1, 10, 50, 5",
    "-1, 10, 59, 5",
    "-1, 10, 9, 0",
    "-1, 100, 7, 7",
    "-1, 0, 1000, 0",
    "3, 10, 50, 3",
    "7, 10, 50, 5",
    "0, 50, 50, 0",
    "-1, 99, 100000, 99000",
  })
  void a_number_and_a_percentage_are_rounded_down_and_the_stricter_counts(
      int failures, int percent, int sequences, int tolerated) {
    var tolerance = new Tolerance(failures, percent, UNSET, false);

    assertThat(jobs(sequences, 1, tolerance).toleratedFailures()).isEqualTo(tolerated);
  }

  @Test
  void a_tolerance_outside_its_limits_is_none() {
    assertThatThrownBy(() -> new Tolerance(-2, UNSET, UNSET, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tolerance(UNSET, 101, UNSET, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tolerance(UNSET, UNSET, -2, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_block_fails_with_the_first_failure_above_its_percentage() {
    var work = MachineUnderTest.running(jobs(10, 1, new Tolerance(UNSET, 20, UNSET, false)));

    work.finish(0, AttemptEnd.FAILED);
    work.finish(1, AttemptEnd.FAILED);
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    work.finish(2, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().reason()).contains("3 failed and 0 unknown of 10 jobs, 2 tolerated");
  }

  @Test
  void failures_in_a_row_fail_a_block_that_would_bear_as_many_apart() {
    var apart = MachineUnderTest.running(jobs(6, 1, new Tolerance(6, UNSET, 1, false)));
    for (int job = 0; job < 6; job += 2) {
      apart.finish(job, AttemptEnd.FAILED);
      apart.succeed(job + 1);
    }
    assertThat(apart.machine().block(0).state()).isEqualTo(BlockState.COMPLETED);

    var inARow = MachineUnderTest.running(jobs(6, 1, new Tolerance(6, UNSET, 1, false)));
    inARow.succeed(0);
    inARow.finish(1, AttemptEnd.FAILED);
    inARow.finish(2, AttemptEnd.FAILED);
    assertThat(inARow.state()).isEqualTo(WorkState.FAILED);
    assertThat(inARow.job(3)).isEqualTo(JobState.NOT_STARTED);
    assertThat(inARow.machine().reason()).contains("more than 1 in a row");
  }

  @Test
  void a_success_after_too_many_failures_in_a_row_makes_nothing_good() {
    var work = MachineUnderTest.running(jobs(5, 3, new Tolerance(5, UNSET, 1, false)));

    work.finish(0, AttemptEnd.FAILED);
    work.finish(1, AttemptEnd.FAILED);
    work.succeed(2);

    assertThat(work.machine().running()).isEqualTo(1); // what was started after the first failure
    work.succeed(3);
    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(4)).isEqualTo(JobState.NOT_STARTED);
  }

  @Test
  void a_strict_block_runs_so_few_at_once_that_more_cannot_fail_than_it_bears() {
    var work = MachineUnderTest.running(jobs(10, 8, new Tolerance(2, UNSET, UNSET, true)));

    assertThat(work.machine().running()).isEqualTo(3);
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.machine().running()).isEqualTo(2);
    work.succeed(1);
    assertThat(work.machine().running()).isEqualTo(2);
    work.finish(2, AttemptEnd.FAILED);
    assertThat(work.machine().running()).isEqualTo(1);
    work.finish(work.machine().runningJobs()[0], AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.machine().counts().of(JobState.FAILED)).isEqualTo(3);
  }

  @Test
  void a_work_bears_so_many_failures_over_all_its_blocks() {
    var blocks = List.of(block(1, 1, 2, "job"), block(1, 1, 2, "job"), block(1, 1, 2, "job"));
    var work = MachineUnderTest.running(new WorkReq(Plans.NAME, "", blocks, Tolerance.of(1)));

    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);
    assertThat(work.state()).isEqualTo(WorkState.RUNNING);
    work.finish(2, AttemptEnd.FAILED);

    assertThat(work.state()).isEqualTo(WorkState.FAILED);
    assertThat(work.job(3)).isEqualTo(JobState.NOT_STARTED);
    assertThat(work.machine().reason()).contains("2 failed in the whole work, which tolerates 1");
  }

  @Test
  void a_work_that_does_not_say_bears_what_its_blocks_bear() {
    var work = MachineUnderTest.running(block(1, 2, 2, "job"), block(1, 2, 2, "job"));

    for (int job = 0; job < 4; job++) {
      work.finish(job, AttemptEnd.FAILED);
    }

    assertThat(work.machine().block(1).state()).isEqualTo(BlockState.COMPLETED);
    assertThat(work.state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void a_strict_block_risks_no_more_than_the_whole_work_bears_either() {
    var strict = new Tolerance(100, Tolerance.UNSET, Tolerance.UNSET, true);
    var blocks = List.of(BlockPlan.of(50).tolerating(strict).block());
    var work = MachineUnderTest.running(new WorkReq(Plans.NAME, "", blocks, Tolerance.of(2)));

    assertThat(work.machine().runningJobs()).hasSize(3);
    work.finish(0, AttemptEnd.FAILED);
    assertThat(work.machine().runningJobs()).hasSize(2);
  }
}
