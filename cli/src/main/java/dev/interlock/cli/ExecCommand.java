package dev.interlock.cli;

import dev.interlock.api.v1.ExecResp;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Has a submitted work run.
@Command(description = "Has a submitted work run.")
final class ExecCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  ExecCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open()) {
      client.exec(work.id());
    }
    if (output.isJson()) {
      console.printJson(ExecResp.getDefaultInstance());
    } else {
      console.printLine(
          "the work will run; 'interlock watch %s%s' shows it"
              .formatted(work.id(), connection.asOption()));
    }
    return ExitCode.DONE;
  }
}
