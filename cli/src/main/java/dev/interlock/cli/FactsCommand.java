package dev.interlock.cli;

import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.ListFactsResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import dev.interlock.client.InterlockClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Tells what happened to a work.
@Command(
    description = {
      "Tells what happened to a work, oldest first: what, who did it, and why.",
      "The starts and ends of attempts are told only with --attempts."
    })
final class FactsCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  @Option(names = "--attempts", description = "Those of attempts too.")
  private boolean withAttempts;

  FactsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var query =
        ListFactsReq.newBuilder().setId(work.id()).setWithoutAttempts(!withAttempts).build();
    try (var client = connection.open(console)) {
      if (output.isJson()) {
        printJson(client, query);
      } else {
        client.facts(query).forEach(fact -> console.printLine(line(fact)));
      }
    }
    return ExitCode.DONE;
  }

  private void printJson(InterlockClient client, ListFactsReq query) {
    var facts = ListFactsResp.newBuilder();
    client.facts(query).forEach(facts::addFacts);
    console.printJson(facts.build());
  }

  /// `2026-11-23 12:44:02Z blocks[0] at most 5 at once, by ann: half of the hall is done`.
  private static String line(Fact fact) {
    var line = new StringBuilder(Words.of(fact.getAt())).append("  ");
    if (!fact.getPath().isEmpty()) {
      line.append(fact.getPath()).append(' ');
    }
    line.append(fact.getText());
    if (!fact.getActor().isEmpty()) {
      line.append(", by ").append(fact.getActor());
    }
    if (!fact.getReason().isEmpty()) {
      line.append(": ").append(fact.getReason());
    }
    return PlainText.of(line.toString());
  }
}
