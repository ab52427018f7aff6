package dev.interlock.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the values of a request say of themselves.
class RequestValuesTest {
  private static final Job LOOK = new Job("look", "", Map.of());

  @Test
  void a_share_is_a_number_or_a_percentage_rounded_down_and_at_least_one() {
    assertThat(Share.count(5).of(100)).isEqualTo(5);
    assertThat(Share.percent(25).of(10)).isEqualTo(2);
    assertThat(Share.percent(1).of(10)).isEqualTo(1);
    assertThat(Share.percent(100).of(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void a_share_is_read_in_the_form_that_it_writes() {
    for (var text : List.of("1", "5", "100000", "25%", "100%")) {
      assertThat(Share.find(text).map(Share::toString)).contains(text);
    }
    for (var text : List.of("", "%", "-1", "1.5", "5 %", "5%%", "many", " 5", "9999999999")) {
      assertThat(Share.find(text)).as(text).isEmpty();
    }
  }

  @Test
  void pauses_between_retries_grow_up_to_the_cap() {
    var retries = new Retries(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(5), 0);

    assertThat(List.of(1, 2, 3, 4, 100).stream().map(n -> retries.pause(n, 0.9).toMillis()))
        .containsExactly(1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
  }

  @Test
  void jitter_makes_a_pause_longer_or_shorter_by_its_share() {
    var retries = new Retries(1, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.2);

    assertThat(retries.pause(1, 0)).isEqualTo(Duration.ofSeconds(8));
    assertThat(retries.pause(1, 0.5)).isEqualTo(Duration.ofSeconds(10));
    assertThat(retries.pause(1, 1)).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void a_pause_stays_within_its_bounds_however_many_attempts_failed() {
    var retries = new Retries(100, Duration.ofHours(1), 1_000, Duration.ofDays(1), 1);

    for (int failed = 1; failed < 2_000; failed++) {
      assertThat(retries.pause(failed, 1)).isBetween(Duration.ZERO, Duration.ofDays(2));
    }
  }

  @Test
  void what_may_not_run_twice_has_no_retries() {
    var once = new Effect("done", "it", CrashClass.ONCE);
    var retries = new Retries(1, Duration.ZERO, 1, Duration.ZERO, 0);

    assertThatThrownBy(
            () -> new JobSpec("x", "", List.of(), List.of(), once, Duration.ofSeconds(1), retries))
        .hasMessage("job type x is ONCE and has 1 retries; what may not run twice has none");
  }

  @Test
  void what_has_no_side_effects_touches_nothing_and_may_run_again() {
    assertThat(Effect.none("seen")).isEqualTo(new Effect("seen", "", CrashClass.IDEMPOTENT, true));
    assertThatThrownBy(() -> new Effect("", "", CrashClass.ONCE, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Effect("", "a disk", CrashClass.IDEMPOTENT, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void only_a_block_that_nothing_passes_over_is_certain() {
    var conditional =
        new Turn(
            Role.FORWARD, Condition.NOTHING_FAILED, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    var bypass = new Checks(List.of(LOOK), List.of(), List.of(), List.of(), Duration.ZERO);
    var pre = new Checks(List.of(), List.of(LOOK), List.of(), List.of(), Duration.ZERO);

    assertThat(block(Checks.NONE, Turn.DEFAULT).isCertain()).isTrue();
    assertThat(block(pre, Turn.of(Role.ON_SUCCESS)).isCertain()).isTrue();
    assertThat(block(Checks.NONE, Turn.of(Role.ALWAYS)).isCertain()).isTrue();
    assertThat(block(Checks.NONE, Turn.of(Role.ON_FAILURE)).isCertain()).isFalse();
    assertThat(block(Checks.NONE, conditional).isCertain()).isFalse();
    assertThat(block(bypass, Turn.DEFAULT).isCertain()).isFalse();
  }

  @Test
  void checks_are_no_jobs_of_the_block_and_are_counted_by_themselves() {
    var checks =
        new Checks(List.of(LOOK), List.of(LOOK), List.of(), List.of(LOOK), Duration.ofSeconds(1));
    var request =
        new WorkReq(
            "w", "", List.of(block(checks, Turn.DEFAULT)), Tolerance.UNSAID, checks, Duration.ZERO);

    assertThat(checks.jobs()).hasSize(3);
    assertThat(request.jobCount()).isEqualTo(1);
    assertThat(request.checkJobCount()).isEqualTo(6);
  }

  @Test
  void labels_are_what_they_were_when_the_request_was_made_and_none_when_nobody_says_any() {
    var labels = new HashMap<>(Map.of("team", "storage"));
    var request =
        new WorkReq("w", "", List.of(), Tolerance.UNSAID, Checks.NONE, Duration.ZERO, labels);

    labels.put("team", "network");

    assertThat(request.labels()).containsExactly(Map.entry("team", "storage"));
    assertThatThrownBy(() -> request.labels().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(new WorkReq("w", "", List.of()).labels()).isEmpty();
    assertThat(
            new WorkReq("w", "", List.of(), Tolerance.UNSAID, Checks.NONE, Duration.ZERO).labels())
        .isEmpty();
  }

  private static Block block(Checks checks, Turn turn) {
    var jobs = List.of(new Job("act", "", Map.of()));
    return new Block("", Pace.of(1), Tolerance.of(0), jobs, List.of(), checks, turn);
  }
}
