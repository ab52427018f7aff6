package dev.interlock.cli;

import dev.interlock.api.v1.WorkResp;
import dev.interlock.cli.file.WorkFile;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Submits a work request.
@Command(description = "Submits a work request; it runs when exec says so.")
final class SubmitCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final RequestFile file = new RequestFile();

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var request = WorkFile.read(file.path(), console.in());
    try (var client = connection.open()) {
      var answer = client.submit(request);
      if (output.isJson()) {
        console.printJson(answer);
      } else {
        console.print(table(answer));
      }
    }
    return ExitCode.DONE;
  }

  private String table(WorkResp answer) {
    return Table.facts(
        List.of(
            "work",
            answer.getId(),
            "plan hash",
            answer.getPlanHash(),
            "expires",
            answer.hasExpiresAt() ? Words.of(answer.getExpiresAt()) : "",
            "next",
            "interlock exec " + answer.getId() + connection.asOption()));
  }
}
