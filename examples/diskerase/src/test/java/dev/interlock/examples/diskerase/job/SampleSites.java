package dev.interlock.examples.diskerase.job;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.contract.ScriptedContext;
import java.nio.file.Path;
import java.util.Map;

/// The inventory that comes with the sample, as a setting.
final class SampleSites {
  static final Path FOLDER = Path.of("data");

  private SampleSites() {}

  static ScriptedContext context(JobType type, Path folder) {
    return ScriptedContext.whoseClockRunsAhead()
        .withSettings(Args.bind(type.spec().settings(), Map.of("data", folder.toString())));
  }
}
