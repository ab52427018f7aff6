package dev.interlock.cli;

import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the emergency stop.
@Command(
    description = {
      "Shows what every source of the emergency stop says.",
      "A work runs only when its name has go somewhere and stop nowhere, and all could be read."
    })
final class StopsCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  StopsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ListStopsResp stops;
    try (var client = connection.open()) {
      stops = client.stops();
    }
    if (output.isJson()) {
      console.printJson(stops);
    } else {
      console.print(text(stops));
    }
    return ExitCode.DONE;
  }

  private static String text(ListStopsResp stops) {
    var entries = new Table("NAME", "STATUS", "SOURCE", "SINCE", "BY", "REASON");
    for (var entry : stops.getEntriesList()) {
      entries.row(
          entry.getName(),
          entry.getStatus(),
          entry.getSource(),
          entry.hasSince() ? Words.of(entry.getSince()) : "",
          entry.getActor(),
          entry.getReason());
    }
    var sources = new Table("SOURCE", "READ", "PROBLEM");
    for (var source : stops.getSourcesList()) {
      sources.row(
          source.getSource(),
          source.hasReadAt() ? Words.of(source.getReadAt()) : "never",
          source.getProblem().isEmpty()
              ? "none"
              : source.getProblem() + " (everything is stopped)");
    }
    var none = "no source names a work: every work is stopped\n";
    return (entries.isEmpty() ? none : entries.toString()) + "\n" + sources;
  }
}
