package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Kills a work.
@Command(
    description = {
      "Ends a work at once; of what ran nobody knows what became of it.",
      "'interlock cancel' waits until it is known."
    })
final class KillCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  KillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().kill(work.id(), reason.text()), work.id());
    }
  }
}
