package dev.interlock.builtin.job;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/// Takes one token from a bucket: how often a kind of work may run, whoever asks.
///
/// With `fatal` an empty bucket stops the whole work at once; without, the job waits for the next
/// token. Those who wait are not served in any order.
///
/// A grant belongs to the job by its idempotency key, so an attempt whose outcome was lost is asked
/// again and gets the same grant: hence `IDEMPOTENT`, but not free of side effects, since the token
/// is gone. An attempt takes its token, waits for it or is fatal, and never just fails: hence no
/// retries.
public final class TokenBucketJob implements JobType {
  private static final Duration ASK_AGAIN_AFTER_MIN = Duration.ofSeconds(1);
  // Asks this often even when the next token is far: a bucket that was configured anew is noticed.
  private static final Duration ASK_AGAIN_AFTER_MAX = Duration.ofMinutes(1);

  private static final JobSpec SPEC =
      new JobSpec(
          "tokenBucket",
          "Takes a token from a bucket, which limits how often works run.",
          List.of(
              Arg.required("bucket", Arg.text(), "the name of a configured token bucket"),
              Arg.withDefault(
                  "fatal",
                  new ArgKind.Flag(),
                  "true",
                  "whether an empty bucket stops the whole work (true) or the job waits (false)")),
          List.of(),
          new Effect("This job holds one token of the bucket.", "", CrashClass.IDEMPOTENT),
          Duration.ofDays(30));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public List<Violation> check(Args args, JobEnvironment environment) {
    return environment.tokenBuckets().contains(args.text("bucket"))
        ? List.of()
        : List.of(new Violation("bucket", notConfigured(args, environment)));
  }

  @Override
  public Outcome run(JobContext context, Args args) throws InterruptedException {
    if (!context.tokenBuckets().contains(args.text("bucket"))) {
      return new Outcome.Fatal(
          notConfigured(args, context)); // the configuration changed since Exec
    }
    return args.flag("fatal") ? takeNow(context, args) : takeInTime(context, args);
  }

  private static Outcome takeNow(JobContext context, Args args) throws InterruptedException {
    return switch (context.takeToken(args.text("bucket"))) {
      case Grant.Granted _ -> granted(args);
      case Grant.Empty(var nextIn) ->
          new Outcome.Fatal(
              "token bucket '%s' is empty; its next token comes in %s. Submit again then, or pass fatal=false to wait"
                  .formatted(args.text("bucket"), inWords(nextIn)));
    };
  }

  private static Outcome takeInTime(JobContext context, Args args) throws InterruptedException {
    while (context.takeToken(args.text("bucket")) instanceof Grant.Empty(var nextIn)) {
      context.progress(
          0,
          "waits for a token of '%s', the next comes in %s"
              .formatted(args.text("bucket"), inWords(nextIn)));
      context.sleep(clamped(nextIn));
    }
    return granted(args);
  }

  private static Outcome granted(Args args) {
    return new Outcome.Succeeded("took a token of '%s'".formatted(args.text("bucket")));
  }

  private static String notConfigured(Args args, JobEnvironment environment) {
    var buckets = new TreeSet<>(environment.tokenBuckets());
    return "'%s' is not a configured token bucket; configured: %s"
        .formatted(args.text("bucket"), buckets.isEmpty() ? "none" : String.join(", ", buckets));
  }

  private static Duration clamped(Duration nextIn) {
    if (nextIn.compareTo(ASK_AGAIN_AFTER_MIN) < 0) {
      return ASK_AGAIN_AFTER_MIN;
    }
    return nextIn.compareTo(ASK_AGAIN_AFTER_MAX) > 0 ? ASK_AGAIN_AFTER_MAX : nextIn;
  }

  private static String inWords(Duration duration) {
    if (duration.toHours() > 0) {
      return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d s".formatted(Math.max(1, duration.toSeconds()));
  }
}
