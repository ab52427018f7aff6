package dev.interlock.cli;

import dev.interlock.api.v1.ExecResp;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Has a submitted work run.
@Command(description = "Has a submitted work run, at once or later.")
final class ExecCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final StartTime start = new StartTime();

  ExecCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var startAt = start.from(console.clock().instant());
    try (var client = connection.open(console)) {
      startAt.ifPresentOrElse(at -> client.exec(work.id(), at), () -> client.exec(work.id()));
    }
    if (output.isJson()) {
      console.printJson(ExecResp.getDefaultInstance());
    } else {
      console.printLine(
          "the work will run%s; 'interlock watch %s%s' shows it"
              .formatted(
                  startAt.map(at -> ", not before " + Words.of(at)).orElse(""),
                  work.id(),
                  connection.asOption()));
    }
    return ExitCode.DONE;
  }
}
