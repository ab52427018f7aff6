package dev.interlock.e2e;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Target;
import java.util.List;

/// Marks its start, waits, and must never be started twice.
public final class AppendOnce implements JobType {
  private static final JobSpec SPEC = Marks.spec("appendOnce", CrashClass.ONCE);

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public List<Target> targets(Args args) {
    return Marks.targets(args);
  }

  @Override
  public Outcome run(JobContext context, Args args) throws Exception {
    return Marks.leave(context, args);
  }
}
