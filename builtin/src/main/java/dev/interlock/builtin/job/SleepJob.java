package dev.interlock.builtin.job;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.List;

/// Waits. A pause between two jobs that should not follow each other at once.
///
/// A lost outcome costs a second wait from the start, nothing else: hence free of side effects. The
/// setting `seconds-max` makes every pause at most that long, so that a demonstration need not
/// wait.
public final class SleepJob implements JobType {
  private static final long SECONDS_MAX = Duration.ofDays(1).toSeconds();
  private static final ArgKind SECONDS = new ArgKind.WholeNumber(0, SECONDS_MAX);

  // Progress is shown at most once a second, and at most this often in all.
  private static final long SHOWN_TIMES_MAX = 100;

  private static final JobSpec SPEC =
      new JobSpec(
          "sleep",
          "Waits before the block goes on.",
          List.of(Arg.required("seconds", SECONDS, "how long to wait, in seconds")),
          List.of(
              Arg.withDefault(
                  "seconds-max",
                  SECONDS,
                  Long.toString(SECONDS_MAX),
                  "the longest it really waits, in seconds, whatever a request says")),
          Effect.none("The time has passed."),
          Duration.ofHours(25));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) throws InterruptedException {
    long asked = args.number("seconds");
    long seconds = Math.min(asked, context.settings().number("seconds-max"));
    var pause =
        seconds == asked
            ? "%d s".formatted(asked)
            : "%d s instead of %d s (setting job.sleep.seconds-max)".formatted(seconds, asked);
    context.log("sleeping " + pause);
    sleep(context, seconds);
    return new Outcome.Succeeded("slept " + pause);
  }

  private static void sleep(JobContext context, long seconds) throws InterruptedException {
    long slice = Math.max(1, seconds / SHOWN_TIMES_MAX);
    long slept = 0;
    while (slept < seconds) {
      long next = Math.min(slice, seconds - slept);
      context.sleep(Duration.ofSeconds(next));
      slept += next;
      context.progress(
          Math.toIntExact(100 * slept / seconds), "%d of %d s".formatted(slept, seconds));
    }
  }
}
