package dev.interlock.cli;

import dev.interlock.api.v1.UnknownJobs;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Submits again what a work has not done.
@Command(
    description = {
      "Submits what is not done of a work that has ended, as a new work.",
      "It runs when exec says so. While nobody knows what became of some jobs, it is refused unless",
      "--unknown says what to do with them."
    })
final class RetryCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  @Option(
      names = "--unknown",
      paramLabel = "WHAT",
      description =
          "What to do with jobs of which nobody knows what became of them: ${COMPLETION-CANDIDATES};"
              + " by default ${DEFAULT-VALUE}.")
  private Unknown unknown = Unknown.REFUSE;

  RetryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open()) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().retryFailed(work.id(), unknown.onWire(), reason.text()));
    }
  }

  /// What to do with jobs of which nobody knows what became of them.
  enum Unknown {
    REFUSE,
    RUN_AGAIN,
    LEAVE_OUT;

    UnknownJobs onWire() {
      return switch (this) {
        case REFUSE -> UnknownJobs.UNKNOWN_JOBS_UNSPECIFIED;
        case RUN_AGAIN -> UnknownJobs.UNKNOWN_JOBS_RUN_AGAIN;
        case LEAVE_OUT -> UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
