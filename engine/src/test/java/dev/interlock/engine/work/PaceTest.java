package dev.interlock.engine.work;

import static dev.interlock.engine.work.BlockPlan.retried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Tolerance;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How fast a block starts its jobs: rate and waves.
class PaceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration BAKE = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(7);

  private static Verb skip(int... jobs) {
    return new Verb.SkipJobs(
        IntStream.of(jobs).mapToObj(job -> "blocks[0].jobs[" + job + "]").toList());
  }

  private static void assertRuns(MachineUnderTest work, int... jobs) {
    assertThat(work.machine().runningJobs()).containsExactly(jobs);
  }

  @Test
  void no_more_start_in_any_interval_than_the_rate_says() {
    var work = MachineUnderTest.running(BlockPlan.of(5).rate(2, MINUTE).block());
    assertRuns(work, 0, 1);

    work.succeed(0, 1);
    assertRuns(work);
    work.goOnAfter(MINUTE.minus(STEP));
    assertRuns(work, 2, 3);
    work.goOnAfter(MINUTE);
    assertRuns(work, 2, 3, 4);
  }

  @Test
  void the_interval_slides() {
    var work = MachineUnderTest.running(BlockPlan.of(4).limit(1).rate(2, MINUTE).block());
    work.later(Duration.ofSeconds(20));
    work.succeed(0);
    work.succeed(1);

    assertRuns(work);
    work.goOnAfter(Duration.ofSeconds(40).minus(STEP).minus(STEP));
    assertRuns(work, 2);
    work.succeed(2);
    work.goOnAfter(Duration.ofSeconds(20));
    assertRuns(work, 3);
  }

  @Test
  void retries_count_in_the_rate() {
    var work = MachineUnderTest.running(BlockPlan.of(2, 1).limit(2).rate(2, MINUTE).block());

    work.fail(0, Duration.ofSeconds(1));
    work.goOnAfter(MINUTE.minus(STEP));

    assertRuns(work, 0, 1);
  }

  @Test
  void a_restart_forgets_no_start() {
    var work = MachineUnderTest.running(BlockPlan.of(4).limit(2).rate(3, MINUTE).block());
    work.succeed(0);
    assertRuns(work, 1, 2);

    work.crash(); // two lost attempts are to start again

    assertRuns(work);
    work.goOnAfter(MINUTE.minus(STEP.multipliedBy(2)));
    assertRuns(work, 1, 2);
  }

  @Test
  void a_clock_that_jumps_back_lets_nothing_more_start_and_stops_nothing_for_good() {
    var work = MachineUnderTest.running(BlockPlan.of(4).limit(1).rate(2, MINUTE).block());
    work.setClock(work.now().minus(Duration.ofHours(1)));
    work.succeed(0);
    work.succeed(1);
    assertRuns(work);

    work.goOnAfter(Duration.ofHours(1).plus(MINUTE).minus(STEP.multipliedBy(2)));
    assertRuns(work, 2);
  }

  @Test
  void a_clock_that_jumps_back_makes_starts_count_again_whose_interval_was_over() {
    var work = MachineUnderTest.running(BlockPlan.of(4).limit(1).rate(2, MINUTE).block());
    var begin = work.now();
    work.later(Duration.ofSeconds(10));
    work.succeed(0);
    work.later(Duration.ofSeconds(60));
    work.succeed(1);
    assertRuns(work, 2);

    work.setClock(begin.plus(Duration.ofSeconds(30)));
    work.succeed(2);

    assertRuns(work);
    work.goOnAfter(Duration.ofSeconds(40));
    assertRuns(work, 3);
  }

  @Test
  void a_full_limit_is_no_time_to_wake_up_at() {
    var work = MachineUnderTest.running(BlockPlan.of(3).limit(1).rate(1, MINUTE).block());

    work.assertWaits();
  }

  @Test
  void a_new_limit_counts_at_once_and_the_rate_all_the_same() {
    var work = MachineUnderTest.running(BlockPlan.of(9).limit(1).rate(3, MINUTE).block());

    work.order(new Verb.SetLimit(0, 8));

    assertRuns(work, 0, 1, 2);
    work.goOnAfter(MINUTE.minus(STEP));
    assertRuns(work, 0, 1, 2, 3);
  }

  @Test
  void waves_grow_as_the_request_says_and_the_last_repeats() {
    var work =
        MachineUnderTest.running(BlockPlan.of(14).waves(Duration.ZERO, "1", "5", "25%").block());

    assertRuns(work, 0);
    work.succeed(0);
    assertRuns(work, 1, 2, 3, 4, 5);
    work.succeed(1, 2, 3, 4);
    assertRuns(work, 5);
    work.succeed(5);
    assertRuns(work, 6, 7, 8);
    work.succeed(6, 7, 8);
    assertRuns(work, 9, 10, 11);
    work.succeed(9, 10, 11);
    assertRuns(work, 12, 13);
    work.succeed(12, 13);

    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void a_wave_starts_only_when_the_one_before_has_baked() {
    var work = MachineUnderTest.running(BlockPlan.of(3).waves(BAKE, "1", "2").block());

    work.later(Duration.ofHours(1));
    work.succeed(0);
    assertRuns(work);
    work.goOnAfter(BAKE);
    assertRuns(work, 1, 2);
    work.succeed(1, 2);

    assertThat(work.state()).as("after the last nothing bakes").isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void baking_starts_anew_after_a_pause() {
    var work = MachineUnderTest.running(BlockPlan.of(2).waves(BAKE, "1").block());
    work.succeed(0);
    work.order(new Verb.Pause());
    work.later(Duration.ofHours(1));

    work.order(new Verb.Resume());

    assertRuns(work);
    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void baking_goes_on_through_a_restart() {
    var work = MachineUnderTest.running(BlockPlan.of(2).waves(BAKE, "1").block());
    work.succeed(0);

    work.crash();

    work.goOnAfter(BAKE.minus(STEP));
    assertRuns(work, 1);
  }

  @Test
  void a_wave_of_sequences_ends_with_the_last_job_of_each() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of()
                .sequence(Plans.job("a"), Plans.job("b"))
                .sequence(Plans.job("a"))
                .waves(BAKE, "1")
                .block());
    work.succeed(0);
    assertRuns(work, 1);
    work.assertWaits();

    work.succeed(1);
    work.goOnAfter(BAKE);
    assertRuns(work, 2);
  }

  @Test
  void a_retry_belongs_to_its_wave() {
    var work = MachineUnderTest.running(BlockPlan.of(2, 1).waves(BAKE, "1").block());
    work.fail(0, MINUTE);
    assertRuns(work);

    work.goOnAfter(MINUTE);
    assertRuns(work, 0);
    work.succeed(0);
    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void a_tolerated_failure_ends_its_sequence_and_the_next_wave_comes() {
    var work = MachineUnderTest.running(BlockPlan.of(2).tolerating(1).waves(BAKE, "1").block());

    work.finish(0, AttemptEnd.FAILED);

    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void a_limit_smaller_than_the_wave_counts() {
    var work = MachineUnderTest.running(BlockPlan.of(5).limit(2).waves(BAKE, "3").block());

    assertRuns(work, 0, 1);
    work.succeed(0);
    assertRuns(work, 1, 2);
    work.succeed(1);
    assertRuns(work, 2);
    work.succeed(2);
    work.goOnAfter(BAKE);
    assertRuns(work, 3, 4);
  }

  @Test
  void a_new_limit_makes_no_wave_larger() {
    var work = MachineUnderTest.running(BlockPlan.of(5).limit(1).waves(BAKE, "2").block());

    work.order(new Verb.SetLimit(0, 5));

    assertRuns(work, 0, 1);
  }

  @Test
  void the_rate_holds_within_waves_and_across_them() {
    var work = MachineUnderTest.running(BlockPlan.of(4).rate(1, MINUTE).waves(BAKE, "2").block());
    work.succeed(0);
    work.goOnAfter(MINUTE.minus(STEP));
    assertRuns(work, 1);
    work.succeed(1);
    work.goOnAfter(MINUTE.minus(STEP));
    assertRuns(work, 2);
  }

  @Test
  void where_baking_takes_longer_than_the_rate_it_goes_on_when_both_allow_it() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(2).rate(1, Duration.ofSeconds(10)).waves(BAKE, "1").block());

    work.succeed(0);

    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void a_skipped_sequence_counts_in_its_wave() {
    var work = MachineUnderTest.running(BlockPlan.of(6).waves(BAKE, "1", "2").block());
    work.order(skip(1));

    work.succeed(0);
    work.goOnAfter(BAKE);
    assertRuns(work, 2);
    work.succeed(2);
    work.goOnAfter(BAKE);
    assertRuns(work, 3, 4);
  }

  @Test
  void a_wave_of_which_everything_is_skipped_holds_nobody_up() {
    var work = MachineUnderTest.running(BlockPlan.of(4).waves(BAKE, "1").block());
    work.order(skip(1, 2));

    work.succeed(0);

    work.goOnAfter(BAKE);
    assertRuns(work, 3);
    work.succeed(3);
    assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void where_nothing_began_nothing_bakes() {
    var plan = BlockPlan.of(2).waves(BAKE, "1").delays(MINUTE, Duration.ZERO);
    var work = MachineUnderTest.running(plan.block());
    work.order(skip(0));
    work.order(new Verb.Pause());
    work.later(Duration.ofSeconds(50));

    work.order(new Verb.Resume());

    work.goOnAfter(Duration.ofSeconds(10).minus(STEP.multipliedBy(3)));
    assertRuns(work, 1);
  }

  @Test
  void where_a_wave_ends_because_a_person_skips_its_last_job_it_bakes_from_then_on() {
    var work = MachineUnderTest.running(BlockPlan.of(2, 1).waves(BAKE, "1").block());
    work.fail(0, Duration.ofHours(1));
    work.later(MINUTE);

    work.order(skip(0));

    assertRuns(work);
    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void what_a_person_has_run_again_ends_before_the_next_wave_starts() {
    var pausing = Tolerance.of(0).with(dev.interlock.plugin.OnBreach.PAUSE);
    var work =
        MachineUnderTest.running(BlockPlan.of(2).tolerating(pausing).waves(BAKE, "1").block());
    work.finish(0, AttemptEnd.FAILED);
    work.order(new Verb.ResolveJobs(List.of("blocks[0].jobs[0]"), Resolution.RUN_AGAIN));

    work.order(new Verb.Resume());

    assertRuns(work, 0);
    work.succeed(0);
    work.goOnAfter(BAKE);
    assertRuns(work, 1);
  }

  @Test
  void strict_tolerance_holds_in_waves_with_a_rate_and_retries() {
    var strict = new Tolerance(1, Tolerance.UNSET, Tolerance.UNSET, true);
    var plan = BlockPlan.of(6, 1).tolerating(strict).waves(BAKE, "3").rate(3, MINUTE);
    var work = MachineUnderTest.running(plan.block());
    assertRuns(work, 0, 1);

    work.fail(0, BAKE);
    assertRuns(work, 1);
    work.succeed(1);
    assertRuns(work, 2);
    work.goOnAfter(MINUTE.minus(STEP.multipliedBy(2)));
    assertRuns(work, 0, 2);
    work.finish(0, AttemptEnd.FAILED);
    work.succeed(2);
    work.goOnAfter(BAKE);
    assertRuns(work, 3);
  }

  @Test
  void a_retry_that_has_no_room_yet_is_no_time_to_wake_up_at() {
    var work =
        MachineUnderTest.running(
            BlockPlan.of(retried("job", 1), retried("job", 1)).limit(2).block());
    work.fail(0, MINUTE);

    work.order(new Verb.SetLimit(0, 1));

    work.assertWaits();
    assertThat(work.later(MINUTE)).isEmpty();
    assertThat(work.succeed(1)).contains(new Fact.AttemptStarted(0, 2));
  }
}
