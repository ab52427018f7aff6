package dev.interlock.cli;

import dev.interlock.api.v1.StatusResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Approves a work.
@Command(
    description = {
      "Says that a submitted work may run, where policies ask for people's approval.",
      "'interlock request ID' shows all that it would run. The work runs once enough people have",
      "approved it and somebody executes it."
    })
final class ApproveCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  @Option(
      names = "--plan-hash",
      paramLabel = "HASH",
      description =
          "What you have looked at; refused when the work is another. By default its own.")
  private String planHash = "";

  ApproveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      var shown = client.status(work.id());
      var hash = planHash.isEmpty() ? shown.getPlanHash() : planHash;
      var answer = client.verbs().approve(work.id(), hash, reason.text());
      if (output.isJson()) {
        console.printJson(answer);
      } else {
        console.print(approved(shown));
      }
    }
    return ExitCode.DONE;
  }

  /// What they have put their name to.
  private String approved(StatusResp shown) {
    return Table.facts(
        List.of(
            "approved", shown.getId(),
            "name", shown.getName(),
            "about", shown.getDesc(),
            "jobs", Words.of(shown.getCounts()),
            "submitted by", shown.getSubmittedBy(),
            "plan hash", shown.getPlanHash(),
            "next", "interlock exec %s%s".formatted(work.id(), connection.asOption())));
  }
}
