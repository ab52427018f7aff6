package dev.interlock.cli;

import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopSourceState;
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
    try (var client = connection.open(console)) {
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
          entry.getReason() + releaseAsked(entry));
    }
    var sources = new Table("SOURCE", "READ", "NOW", "SINCE", "PROBLEM");
    for (var source : stops.getSourcesList()) {
      sources.row(
          source.getSource(),
          source.hasReadAt() ? Words.of(source.getReadAt()) : "never",
          now(source.getState()),
          source.hasSince() ? Words.of(source.getSince()) : "",
          source.getProblem());
    }
    var none = "no source names a work: every work is stopped\n";
    return (entries.isEmpty() ? none : entries.toString())
        + "\n"
        + sources
        + "\n"
        + heldBack(stops);
  }

  private static String releaseAsked(StopEntry entry) {
    return entry.getReleaseAskedBy().isEmpty()
        ? ""
        : " (%s asks for its release, and somebody else must before %s)"
            .formatted(entry.getReleaseAskedBy(), Words.of(entry.getSecondBefore()));
  }

  private static String now(StopSourceState state) {
    return switch (state) {
      case STOP_SOURCE_STATE_OK -> "read well";
      case STOP_SOURCE_STATE_HOLDS -> "holds new starts";
      case STOP_SOURCE_STATE_STOPS -> "stops everything";
      case STOP_SOURCE_STATE_UNSPECIFIED, UNRECOGNIZED -> "not known";
    };
  }

  private static String heldBack(ListStopsResp stops) {
    var held = stops.getHeldBack();
    return stops.hasHeldBack()
        ? "held back: %s%s, not ended\n"
            .formatted(Words.count(held.getWorks(), "work"), held.getOrMore() ? " or more" : "")
        : "held back: cannot be counted now\n";
  }
}
