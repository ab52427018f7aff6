package dev.interlock.cli;

import dev.interlock.api.v1.GoResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Takes back an emergency stop.
@Command(
    description = {
      "Takes back what 'interlock stop' set, for works of a name or all.",
      "Exits with 4 when another source, as the server's file, goes on stopping them."
    })
final class GoCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final StopTarget target = new StopTarget();

  GoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GoResp answer;
    try (var client = connection.open(console)) {
      answer = client.go(target.name(), target.reason());
    }
    var verdict = answer.getVerdict();
    var name = PlainText.of(target.name());
    if (output.isJson()) {
      console.printJson(answer);
    } else if (answer.hasSecondBefore()) {
      console.printLine(
          "asked for, and still stopped: somebody else must release %s too, before %s"
              .formatted(name, Words.of(answer.getSecondBefore())));
    } else if (verdict.getStopped()) {
      console.printLine(
          "taken back, but still stopped: %s: %s"
              .formatted(name, PlainText.of(verdict.getReason())));
    } else {
      console.printLine("go: " + name);
    }
    return verdict.getStopped() ? ExitCode.STOPPED : ExitCode.DONE;
  }
}
