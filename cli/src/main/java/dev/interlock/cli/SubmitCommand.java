package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Submits a work request.
@Command(description = "Submits a work request; it runs when exec says so.")
final class SubmitCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final RequestFile file = new RequestFile();

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var request = file.read(console.in());
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output).tell(client.submit(request));
    }
  }
}
