package dev.interlock.cli;

import dev.interlock.api.v1.GetOutputResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what an attempt wrote.
@Command(
    description = {
      "Shows what an attempt of a job wrote, the last one unless you say which.",
      "Of a long output the beginning and the end are kept, 64 KiB together."
    })
final class OutputCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  @Parameters(index = "0", paramLabel = "ID", description = "The work, as submit and list name it.")
  private String work = "";

  @Parameters(
      index = "1",
      paramLabel = "JOB",
      description = "The job as the request has it, counted from 0: blocks[2].jobs[7].")
  private String job = "";

  @Option(names = "--attempt", paramLabel = "N", description = "Which attempt, from 1.")
  private int attempt;

  OutputCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GetOutputResp response;
    try (var client = connection.open(console)) {
      response = client.output(work, job, attempt);
    }
    if (output.isJson()) {
      console.printJson(response);
    } else {
      response.getText().lines().forEach(line -> console.printLine(PlainText.of(line)));
    }
    return ExitCode.DONE;
  }
}
