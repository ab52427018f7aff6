package dev.interlock.builtin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.contract.JobTypeContract;
import dev.interlock.plugin.contract.ScriptedContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TokenBucketJobTest extends JobTypeContract {
  private static final Grant NEXT_IN_AN_HOUR =
      new Grant.Empty(Duration.ofMinutes(59).plusSeconds(7));
  private static final Grant GRANTED = new Grant.Granted();

  private final TokenBucketJob tokenBucket = new TokenBucketJob();

  @Override
  protected JobType jobType() {
    return new TokenBucketJob();
  }

  @Override
  protected List<Map<String, String>> goodArgs() {
    return List.of(
        Map.of("bucket", "full"),
        Map.of("bucket", "refilling", "fatal", "false"),
        Map.of("bucket", "refilling", "fatal", "true"));
  }

  @Override
  protected void furnish(ScriptedContext context) {
    context.withBucket("full", GRANTED).withBucket("refilling", NEXT_IN_AN_HOUR, GRANTED);
  }

  @Test
  void takes_one_token() throws Exception {
    var context = ScriptedContext.whoseClockRunsAhead().withBucket("b", GRANTED);

    assertThat(tokenBucket.run(context, args("true")))
        .isEqualTo(new Outcome.Succeeded("took a token of 'b'"));
    assertThat(context.transcript()).containsExactly("token b");
  }

  @Test
  void an_empty_bucket_is_fatal_at_once_and_says_when_the_next_token_comes() throws Exception {
    var context = ScriptedContext.whoseClockRunsAhead().withBucket("b", NEXT_IN_AN_HOUR);

    assertThat(tokenBucket.run(context, args("true")))
        .isInstanceOfSatisfying(
            Outcome.Fatal.class,
            fatal ->
                assertThat(fatal.reason())
                    .startsWith("token bucket 'b' is empty; its next token comes in 59 min 7 s"));
    assertThat(context.slept()).isZero();
  }

  @Test
  void is_fatal_when_nothing_is_said_about_it() throws Exception {
    var context = ScriptedContext.whoseClockRunsAhead().withBucket("b", NEXT_IN_AN_HOUR);

    var args = tokenBucket.spec().bind(Map.of("bucket", "b"));

    assertThat(tokenBucket.run(context, args)).isInstanceOf(Outcome.Fatal.class);
  }

  @Test
  void waits_for_the_next_token_when_it_is_not_fatal() throws Exception {
    var context =
        ScriptedContext.whoseClockRunsAhead()
            .withBucket(
                "b",
                new Grant.Empty(Duration.ofSeconds(90)),
                new Grant.Empty(Duration.ofSeconds(30)),
                GRANTED);

    assertThat(tokenBucket.run(context, args("false"))).isInstanceOf(Outcome.Succeeded.class);
    assertThat(context.transcript())
        .containsExactly(
            "token b",
            "progress 0 % waits for a token of 'b', the next comes in 1 min 30 s",
            "sleep PT1M",
            "token b",
            "progress 0 % waits for a token of 'b', the next comes in 30 s",
            "sleep PT30S",
            "token b");
  }

  @Test
  void never_asks_more_than_once_a_second() throws Exception {
    var context =
        ScriptedContext.whoseClockRunsAhead()
            .withBucket("b", new Grant.Empty(Duration.ZERO), GRANTED);

    tokenBucket.run(context, args("false"));

    assertThat(context.slept()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waiting_ends_when_the_token_comes_and_not_before() {
    var context =
        ScriptedContext.whoseClockStands()
            .withBucket("b", new Grant.Empty(Duration.ofSeconds(10)), GRANTED);
    var outcome = new CompletableFuture<Outcome>();
    Thread.ofVirtual().start(() -> outcome.complete(runWaiting(context)));
    await().until(context::isSleeping);

    context.advance(Duration.ofSeconds(9));
    assertThat(outcome).isNotDone();
    context.advance(Duration.ofSeconds(1));

    assertThat(outcome.join()).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void refuses_a_bucket_that_is_not_configured_and_names_those_that_are() {
    var context =
        ScriptedContext.whoseClockRunsAhead().withBucket("two", GRANTED).withBucket("one", GRANTED);

    assertThat(tokenBucket.check(args("true"), context))
        .containsExactly(
            new Violation("bucket", "'b' is not a configured token bucket; configured: one, two"));
    assertThat(tokenBucket.check(args("true"), ScriptedContext.whoseClockRunsAhead()))
        .containsExactly(
            new Violation("bucket", "'b' is not a configured token bucket; configured: none"));
  }

  @Test
  void stops_the_work_when_the_bucket_went_out_of_the_configuration() throws Exception {
    assertThat(tokenBucket.run(ScriptedContext.whoseClockRunsAhead(), args("false")))
        .isEqualTo(new Outcome.Fatal("'b' is not a configured token bucket; configured: none"));
  }

  private Outcome runWaiting(ScriptedContext context) {
    try {
      return tokenBucket.run(context, args("false"));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private Args args(String fatal) {
    return tokenBucket.spec().bind(Map.of("bucket", "b", "fatal", fatal));
  }
}
