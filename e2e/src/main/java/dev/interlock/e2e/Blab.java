package dev.interlock.e2e;

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

/// Tells a secret wherever a job can tell anything, which no job should.
public final class Blab implements JobType {
  private static final String SECRET = "secret";

  private static final JobSpec SPEC =
      new JobSpec(
          "blab",
          "tells its secret as its progress, in its output, and by an exception",
          List.of(Arg.required(SECRET, new ArgKind.Secret(), "what it tells")),
          List.of(),
          Effect.none("the secret was told"),
          Duration.ofMinutes(5));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) {
    var secret = args.text(SECRET);
    context.progress(50, "with " + secret);
    context.log("the secret is " + secret);
    throw new IllegalStateException("failed with " + secret, new IllegalArgumentException(secret));
  }
}
