package dev.interlock.cli;

import dev.interlock.api.v1.StopResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Pulls the emergency stop.
@Command(
    description = {
      "Pulls the emergency stop for works of a name, or for all: they are stopped at once.",
      "None starts any more. Asks nothing. 'interlock go' takes it back; a stopped work stays stopped.",
      "For one work there are 'interlock drain', 'interlock cancel' and 'interlock kill'."
    })
final class StopCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final StopTarget target = new StopTarget();

  StopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    StopResp answer;
    try (var client = connection.open(console)) {
      answer = client.stop(target.name(), target.reason());
    }
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.printLine(
          "stopped: %s; %s".formatted(PlainText.of(target.name()), told(answer.getWorksStopped())));
      if (!answer.getStored()) {
        console.tell(
            "the server could not store it yet: it is in force there, and will be stored as soon as"
                + " the database can be reached");
      }
    }
    return ExitCode.DONE;
  }

  private String told(int works) {
    if (works > 0) {
      return Words.count(works, "running work") + " told to stop";
    }
    return target.name().equals("all")
        ? "no work is running, or all were told to stop before"
        : "no running work has this name, or all were told to stop before";
  }
}
