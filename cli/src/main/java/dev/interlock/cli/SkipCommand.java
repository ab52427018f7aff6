package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Skips jobs of a work.
@Command(description = {"Has a work go on as if these jobs had completed."})
final class SkipCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final JobsArgument jobs = new JobsArgument();
  @Mixin private final Reason reason = new Reason();

  SkipCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().skipJobs(jobs.work(), jobs.paths(), reason.text()), jobs.work());
    }
  }
}
