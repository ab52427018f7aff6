package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Has a paused work go on.
@Command(description = "Has a paused work go on, if the policies and the emergency stop allow it.")
final class ResumeCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  ResumeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().resume(work.id(), reason.text()), work.id());
    }
  }
}
