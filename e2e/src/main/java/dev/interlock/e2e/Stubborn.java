package dev.interlock.e2e;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;

/// Ignores every interrupt until a file beside its log exists: what a job type must not be.
public final class Stubborn implements JobType {
  private static final JobSpec SPEC = Marks.spec("stubborn", CrashClass.IDEMPOTENT);

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) throws Exception {
    Marks.append(context);
    var letGo = Path.of(context.settings().text(Marks.LOG) + ".let-go").toAbsolutePath();
    try (var files = letGo.getFileSystem().newWatchService()) {
      // before the first look, so that no file is missed
      letGo.resolveSibling("").register(files, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(letGo)) {
        awaitFile(files);
      }
    }
    return new Outcome.Succeeded("let go");
  }

  private static void awaitFile(WatchService files) {
    try {
      if (!files.take().reset()) {
        throw new IllegalStateException("the folder of the log is gone");
      }
    } catch (InterruptedException _) {
      // that is the point
    }
  }
}
