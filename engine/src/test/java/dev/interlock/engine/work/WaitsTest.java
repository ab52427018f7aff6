package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Target;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a work says that goes on by itself, but not at once.
class WaitsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static String waitsFor(MachineUnderTest work) {
    return work.machine().waitsFor(work.now());
  }

  @Test
  void a_work_that_is_to_start_later_says_when() {
    var work = MachineUnderTest.queuedFor(Duration.ofHours(3), Plans.work(BlockPlan.of(1).block()));

    assertThat(waitsFor(work))
        .isEqualTo("starts from 2026-11-23T15:00:00Z on, as soon as a server has room for it");

    work.order(new Verb.Pause());
    work.order(new Verb.Resume());

    assertThat(waitsFor(work)).startsWith("starts from 2026-11-23T15:00:00Z on");

    work.later(Duration.ofHours(3));

    assertThat(waitsFor(work)).isEmpty();
  }

  @Test
  void an_entrance_and_an_exit_delay_say_when_they_are_over() {
    var work = MachineUnderTest.running(BlockPlan.of(1).delays(MINUTE, MINUTE).block());

    assertThat(waitsFor(work))
        .isEqualTo("blocks[0] starts at 2026-11-23T12:01:00.007Z, when its entrance delay is over");

    work.later(MINUTE);
    assertThat(waitsFor(work)).isEmpty();
    work.succeed(0);

    assertThat(waitsFor(work))
        .isEqualTo("blocks[0] ends at 2026-11-23T12:02:00.014Z, when its exit delay is over");
  }

  @Test
  void a_rate_that_is_used_up_says_when_the_next_job_starts() {
    var work = MachineUnderTest.running(BlockPlan.of(2).rate(1, MINUTE).block());

    assertThat(waitsFor(work))
        .isEqualTo(
            "blocks[0] goes on at 2026-11-23T12:01:00.007Z, when its rate of 1 in 60 s lets it");
  }

  @Test
  void a_wave_that_bakes_says_so() {
    var work = MachineUnderTest.running(BlockPlan.of(2).waves(MINUTE, "1").block());
    assertThat(waitsFor(work)).isEmpty();

    work.succeed(0);

    assertThat(waitsFor(work))
        .isEqualTo("blocks[0] goes on at 2026-11-23T12:01:00.014Z, when its wave has baked");
  }

  @Test
  void a_pause_before_a_retry_says_so() {
    var work = MachineUnderTest.running(BlockPlan.of(1, 1).block());

    work.take(new Input.AttemptFinished(0, AttemptEnd.FAILED, "busy", MINUTE));

    assertThat(waitsFor(work)).endsWith("when a job may be tried again");
  }

  @Test
  void a_block_with_a_job_of_unknown_outcome_waits_for_a_person_and_for_no_moment() {
    var block = BlockPlan.of(Plans.job("once"), Plans.job("job"), Plans.job("job"));
    var work = MachineUnderTest.running(block.rate(2, MINUTE).block());

    work.take(new Input.AttemptFinished(0, AttemptEnd.UNKNOWN, "who knows"));

    assertThat(waitsFor(work))
        .isEqualTo("waits for a person to say what became of blocks[0].jobs[0] once");
  }

  @Test
  void checks_that_run_are_named() {
    var work = MachineUnderTest.running(BlockPlan.of(1).checks(BlockPlan.pre()).block());

    assertThat(waitsFor(work)).isEqualTo("waits for the pre checks of blocks[0]");
  }

  @Test
  void a_block_that_has_failed_and_still_runs_says_why_it_starts_nothing_more() {
    var work = MachineUnderTest.running(BlockPlan.of(3).limit(2).block());

    work.fail(0, Duration.ZERO);

    assertThat(waitsFor(work))
        .startsWith("blocks[0] starts nothing more and ends when what runs has ended;")
        .contains("1 failed and 0 unknown of 3 jobs, 0 tolerated");
  }

  @Test
  void a_work_that_has_ended_or_is_paused_waits_for_nothing() {
    var paused = MachineUnderTest.running(BlockPlan.of(1).delays(MINUTE, Duration.ZERO).block());
    paused.order(new Verb.Pause());
    var ended = MachineUnderTest.running(BlockPlan.of(1).block());
    ended.succeed(0);

    assertThat(waitsFor(paused)).isEmpty();
    assertThat(waitsFor(ended)).isEmpty();
  }

  @Test
  void jobs_that_wait_for_targets_say_which_and_whose() {
    var user = new WorkId(new UUID(7, 9));
    var work = MachineUnderTest.waiting(BlockPlan.of(3).block());
    work.take(Starts.of(_ -> false), new Input.TakenOver("", _ -> CrashClass.IDEMPOTENT));
    assertThat(waitsFor(work)).isEmpty();

    work.take(Starts.of(_ -> false), new Input.TargetInUse(0, new Target("machine", "a"), user));
    assertThat(waitsFor(work))
        .isEqualTo(
            "blocks[0].jobs[0] job waits for machine a, which work 00000000-0000-0007-0000-000000000009 uses");
    work.take(Starts.of(_ -> false), new Input.TargetInUse(1, new Target("rack", "b"), user));
    assertThat(waitsFor(work)).endsWith("uses; 1 more job waits so");
    work.take(Starts.of(_ -> false), new Input.TargetInUse(2, new Target("rack", "b"), user));
    assertThat(waitsFor(work)).endsWith("uses; 2 more jobs wait so");

    work.take(Starts.ALLOWED, new Input.LookAgain());
    assertThat(waitsFor(work)).isEmpty();
  }
}
