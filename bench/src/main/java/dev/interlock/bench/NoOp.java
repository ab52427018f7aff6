package dev.interlock.bench;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.List;

/// A job that does nothing, so that what is measured is the service.
public final class NoOp implements JobType {
  static final String NAME = "noOp";

  private static final JobSpec SPEC =
      new JobSpec(
          NAME,
          "does nothing",
          List.of(),
          List.of(),
          Effect.none("nothing has changed"),
          Duration.ofMinutes(1));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) {
    return new Outcome.Succeeded("");
  }
}
