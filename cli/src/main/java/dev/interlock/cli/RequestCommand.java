package dev.interlock.cli;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the request of a work.
@Command(
    description = {
      "Shows the request of a work, as JSON that 'interlock submit' takes.",
      "With --output json also the fields that it leaves empty."
    })
final class RequestCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  RequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    WorkReq request;
    try (var client = connection.open()) {
      request = client.request(work.id());
    }
    if (output.isJson()) {
      console.printJson(request);
    } else {
      console.printJsonBriefly(request);
    }
    return ExitCode.DONE;
  }
}
