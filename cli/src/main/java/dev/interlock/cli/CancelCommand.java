package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Cancels a work.
@Command(
    description = "Ends a work once what runs, which is told to end, has; starts nothing more.")
final class CancelCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  CancelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().cancel(work.id(), reason.text()), work.id());
    }
  }
}
