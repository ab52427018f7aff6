package dev.interlock.cli;

import dev.interlock.api.v1.Resolution;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says what became of jobs.
@Command(
    description = {
      "Says what became of jobs of which nobody knows, or that failed and were put right."
    })
final class ResolveCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final JobsArgument jobs = new JobsArgument();
  @Mixin private final Reason reason = new Reason();

  @Option(
      names = "--as",
      required = true,
      paramLabel = "WHAT",
      description =
          "What became of them: ${COMPLETION-CANDIDATES}. Done: they took effect, or somebody did it"
              + " by hand. Run-again: they had no effect, or may have it twice.")
  private What as = What.FAILED;

  ResolveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(
              client.verbs().resolveJobs(jobs.work(), jobs.paths(), as.onWire(), reason.text()),
              jobs.work());
    }
  }

  /// What a person found.
  enum What {
    DONE,
    FAILED,
    RUN_AGAIN;

    Resolution onWire() {
      return switch (this) {
        case DONE -> Resolution.RESOLUTION_DONE;
        case FAILED -> Resolution.RESOLUTION_FAILED;
        case RUN_AGAIN -> Resolution.RESOLUTION_RUN_AGAIN;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
