package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Watches a work to its end.
@Command(
    description = {
      "Watches a work to its end; connects again when the connection is lost.",
      "Draws it on a terminal, and writes a line for each change elsewhere, with NO_COLOR or TERM=dumb."
    })
final class WatchCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  @Option(
      names = "--after",
      paramLabel = "SEQ",
      defaultValue = "0",
      description =
          "With --output json: the last seq that is known already; by default everything is told.")
  private long afterSeq;

  WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var client = connection.open(console)) {
      var watching = new Watching(console, client, work.id(), connection.asOption());
      return output.isJson() ? watching.asJson(afterSeq) : watching.onScreen();
    }
  }
}
