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

/// Says what it is told to, wherever a job can say anything.
public final class Tell implements JobType {
  private static final String TEXT = "text";
  private static final String SECONDS = "seconds";
  private static final String FAILS = "fails";

  private static final JobSpec SPEC =
      new JobSpec(
          "tell",
          "says a text as its progress, in its output, and at its end",
          List.of(
              Arg.required(TEXT, Arg.text(), "what it says"),
              Arg.withDefault(SECONDS, new ArgKind.WholeNumber(0, 60), "0", "how long it waits"),
              Arg.withDefault(FAILS, new ArgKind.Flag(), "false", "whether it fails")),
          List.of(),
          Effect.none("the text was said"),
          Duration.ofMinutes(5));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) throws Exception {
    var text = args.text(TEXT);
    context.progress(50, text);
    context.log(text);
    context.sleep(Duration.ofSeconds(args.number(SECONDS)));
    return args.flag(FAILS) ? new Outcome.Failed(text) : new Outcome.Succeeded(text);
  }
}
