package dev.interlock.builtin.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.contract.JobTypeContract;
import dev.interlock.plugin.contract.ScriptedContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SleepJobTest extends JobTypeContract {
  private final SleepJob sleep = new SleepJob();

  @Override
  protected JobType jobType() {
    return new SleepJob();
  }

  @Override
  protected List<Map<String, String>> goodArgs() {
    return List.of(Map.of("seconds", "60"), Map.of("seconds", "7"), Map.of("seconds", "86400"));
  }

  @Test
  void sleeps_as_long_as_it_is_told() throws Exception {
    var context = context(Map.of());

    var outcome = sleep.run(context, args("60"));

    assertThat(outcome).isEqualTo(new Outcome.Succeeded("slept 60 s"));
    assertThat(context.slept()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void shows_progress_at_most_once_a_second_and_at_most_about_a_hundred_times() throws Exception {
    var minute = context(Map.of());
    sleep.run(minute, args("2"));
    assertThat(minute.transcript())
        .containsExactly(
            "log sleeping 2 s",
            "sleep PT1S",
            "progress 50 % 1 of 2 s",
            "sleep PT1S",
            "progress 100 % 2 of 2 s");

    var day = context(Map.of());
    sleep.run(day, args("86399"));
    assertThat(day.slept()).isEqualTo(Duration.ofSeconds(86_399));
    assertThat(day.transcript()).filteredOn(line -> line.startsWith("progress")).hasSize(101);
  }

  @Test
  void sleeps_no_longer_than_the_setting_and_says_so() throws Exception {
    var context = context(Map.of("seconds-max", "1"));

    var outcome = sleep.run(context, args("60"));

    assertThat(context.slept()).isEqualTo(Duration.ofSeconds(1));
    assertThat(context.transcript())
        .first()
        .isEqualTo("log sleeping 1 s instead of 60 s (setting job.sleep.seconds-max)");
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Succeeded("slept 1 s instead of 60 s (setting job.sleep.seconds-max)"));
  }

  @Test
  void no_seconds_are_over_at_once() throws Exception {
    var context = context(Map.of());

    assertThat(sleep.run(context, args("0"))).isEqualTo(new Outcome.Succeeded("slept 0 s"));
    assertThat(context.slept()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "86401", "1.5", "ten", "", " 1", "9223372036854775808"})
  void refuses_what_is_not_a_whole_number_of_seconds_up_to_a_day(String seconds) {
    assertThat(sleep.spec().check("blocks[0].jobs[0].args", Map.of("seconds", seconds)))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[0].args.seconds", "must be a whole number from 0 to 86400"));
  }

  private ScriptedContext context(Map<String, String> settings) {
    return ScriptedContext.whoseClockRunsAhead()
        .withSettings(Args.bind(sleep.spec().settings(), settings));
  }

  private Args args(String seconds) {
    return sleep.spec().bind(Map.of("seconds", seconds));
  }
}
