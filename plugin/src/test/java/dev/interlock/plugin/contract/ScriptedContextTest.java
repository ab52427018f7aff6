package dev.interlock.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.plugin.Grant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScriptedContextTest {

  @Test
  void a_clock_that_runs_ahead_lets_sleeps_take_no_time() throws Exception {
    var context = ScriptedContext.whoseClockRunsAhead();

    context.sleep(Duration.ofHours(24));

    assertThat(context.slept()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void a_clock_that_stands_lets_a_sleep_last_until_it_is_moved_far_enough() {
    var context = ScriptedContext.whoseClockStands();
    var awake = new CompletableFuture<Duration>();
    Thread.ofVirtual().start(() -> awake.complete(sleepOneMinute(context)));
    await().until(context::isSleeping);

    context.advance(Duration.ofSeconds(59));
    assertThat(awake).isNotDone();
    context.advance(Duration.ofSeconds(1));

    assertThat(awake.join()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void a_bucket_answers_as_scripted_and_its_last_answer_for_ever() throws Exception {
    var empty = new Grant.Empty(Duration.ofHours(1));
    var context = ScriptedContext.whoseClockRunsAhead().withBucket("b", empty, new Grant.Granted());

    assertThat(context.takeToken("b")).isEqualTo(empty);
    assertThat(context.takeToken("b")).isEqualTo(new Grant.Granted());
    assertThat(context.takeToken("b")).isEqualTo(new Grant.Granted());
    assertThat(context.transcript()).containsExactly("token b", "token b", "token b");
    assertThatThrownBy(() -> context.takeToken("c")).hasMessageContaining("'c'");
  }

  private static Duration sleepOneMinute(ScriptedContext context) {
    try {
      context.sleep(Duration.ofMinutes(1));
      return context.slept();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
