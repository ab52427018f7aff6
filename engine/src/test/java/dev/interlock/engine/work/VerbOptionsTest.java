package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.Verb.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What people are told a verb will do before they use it.
class VerbOptionsTest {

  private static String effect(MachineUnderTest work, Kind verb) {
    var option = option(work, verb);
    assertThat(option).isInstanceOf(VerbOption.May.class);
    return option instanceof VerbOption.May may ? may.effect() : "";
  }

  private static VerbOption option(MachineUnderTest work, Kind verb) {
    var options = work.machine().options(work.now());
    assertThat(options).extracting(VerbOption::verb).containsExactly(Kind.values());
    return options.stream().filter(option -> option.verb() == verb).findFirst().orElseThrow();
  }

  private static MachineUnderTest halfway() {
    return MachineUnderTest.running(
        BlockPlan.of(4).limit(2).block(), BlockPlan.of(3).block(), BlockPlan.always().block());
  }

  @Test
  void verbs_that_stop_say_what_finishes_what_never_starts_and_what_runs_in_the_end() {
    var work = halfway();

    assertThat(effect(work, Kind.PAUSE))
        .isEqualTo("2 running jobs finish, 6 start only when it is resumed");
    assertThat(effect(work, Kind.STOP))
        .isEqualTo("2 running jobs finish, 5 are not started; then 1 block runs in the end");
    assertThat(effect(work, Kind.CANCEL))
        .isEqualTo(
            "2 running jobs are interrupted, 5 are not started; then 1 block runs in the end");
    assertThat(effect(work, Kind.KILL))
        .isEqualTo("2 running jobs are interrupted and of unknown outcome, 6 are not started");
    assertThat(effect(work, Kind.CLONE))
        .isEqualTo("a new work of the same 8 jobs, which runs when it is executed");
  }

  @Test
  void what_they_say_of_cancel_is_what_it_does() {
    var work = halfway();

    work.order(new Verb.Cancel());
    work.finish(0, AttemptEnd.INTERRUPTED);
    work.finish(1, AttemptEnd.INTERRUPTED);
    work.succeed(7);

    assertThat(work.machine().counts().of(JobState.NOT_STARTED)).isEqualTo(5);
    assertThat(work.machine().counts().of(JobState.CANCELLED)).isEqualTo(2);
    assertThat(work.job(7)).isEqualTo(JobState.COMPLETED);
    assertThat(effect(work, Kind.RETRY_FAILED))
        .isEqualTo("a new work of the 7 jobs that are not done, which runs when it is executed");
  }

  @Test
  void a_work_of_which_nothing_runs_says_so() {
    var work = MachineUnderTest.running(BlockPlan.of(2).limit(1).block());
    work.order(new Verb.Pause());
    work.succeed(0);

    assertThat(effect(work, Kind.STOP)).isEqualTo("nothing runs, 1 is not started");
    assertThat(effect(work, Kind.RESUME))
        .isEqualTo("it goes on with 1 job, if the policies and the emergency stop allow it then");
  }

  @Test
  void what_the_state_forbids_is_told_as_the_call_would_refuse_it() {
    var running = MachineUnderTest.running(BlockPlan.of(1).block());
    var ended = MachineUnderTest.running(BlockPlan.of(1).block());
    ended.succeed(0);

    for (var work : List.of(running, ended)) {
      for (var verb :
          List.of(new Verb.Pause(), new Verb.Resume(), new Verb.Stop(), new Verb.Kill())) {
        var refused = work.machine().refusal(verb, work.now());

        var option = option(work, verb.kind());

        assertThat(option instanceof VerbOption.MayNot).isEqualTo(refused.isPresent());
        if (option instanceof VerbOption.MayNot(_, var told)) {
          assertThat(refused).contains(told);
        }
      }
    }
    assertThat(option(running, Kind.RETRY_FAILED)).isInstanceOf(VerbOption.MayNot.class);
    assertThat(option(ended, Kind.SKIP_JOB)).isInstanceOf(VerbOption.MayNot.class);
  }

  @Test
  void verbs_about_jobs_are_told_for_just_those_that_they_may_be_about() {
    var work = MachineUnderTest.running(BlockPlan.of(3).limit(2).tolerating(2).block());
    work.finish(0, AttemptEnd.FAILED);
    work.succeed(1);

    for (int job : IntStream.range(0, 3).toArray()) {
      var paths = List.of(work.machine().place(job).toString());
      assertThat(work.machine().mayBeAbout(Kind.SKIP_JOB, job))
          .isEqualTo(work.machine().refusal(new Verb.SkipJobs(paths), work.now()).isEmpty());
      assertThat(work.machine().mayBeAbout(Kind.RESOLVE_JOB, job))
          .isEqualTo(
              work.machine()
                  .refusal(new Verb.ResolveJobs(paths, Resolution.DONE), work.now())
                  .isEmpty());
    }
    assertThat(work.machine().mayBeAbout(Kind.SKIP_JOB, 0)).isTrue();
    assertThat(work.machine().mayBeAbout(Kind.SKIP_JOB, 1)).isFalse();
  }
}
