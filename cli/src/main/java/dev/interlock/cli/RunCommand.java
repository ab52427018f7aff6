package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Submits a work request, has it run and watches it.
@Command(
    description = {
      "Submits a work request, has it run and watches it to its end.",
      "With --output json: the answer to submit, then each thing that happens, one a line."
    })
final class RunCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final RequestFile file = new RequestFile();
  @Mixin private final StartTime start = new StartTime();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    var startAt = start.from(console.clock().instant());
    var request = file.read(console.in());
    try (var client = connection.open(console)) {
      var submitted = client.submit(request);
      if (output.isJson()) {
        console.printJsonLine(submitted);
      }
      var id = submitted.getId();
      startAt.ifPresentOrElse(at -> client.exec(id, at), () -> client.exec(id));
      var watching = new Watching(console, client, id, connection.asOption());
      return output.isJson() ? watching.asJson(0) : watching.onScreen();
    }
  }
}
