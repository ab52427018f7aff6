package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Stops a work gently: the API's StopWork.
@Command(
    description = {
      "Ends a work once what runs has ended by itself; starts nothing more.",
      "This is StopWork in the API; 'interlock stop' is the emergency stop, for all works of a name."
    })
final class DrainCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  DrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open()) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().stop(work.id(), reason.text()), work.id());
    }
  }
}
