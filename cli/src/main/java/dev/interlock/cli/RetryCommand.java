package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private final UnknownOption unknown = new UnknownOption();

  RetryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().retryFailed(work.id(), unknown.onWire(), reason.text()));
    }
  }
}
