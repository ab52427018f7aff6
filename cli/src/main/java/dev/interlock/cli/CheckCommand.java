package dev.interlock.cli;

import dev.interlock.api.v1.CheckResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says whether a work request would be accepted.
@Command(
    description = {
      "Says everything that a work request would be refused for. Submits nothing.",
      "Exits with 3 when policies or checks would refuse it, with 4 when only the emergency stop would."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final RequestFile file = new RequestFile();

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var request = file.read(console.in());
    CheckResp answer;
    try (var client = connection.open(console)) {
      answer = client.check(request);
    }
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.print(text(answer));
    }
    if (answer.getViolationsCount() > 0) {
      return ExitCode.REFUSED;
    }
    return answer.getStop().getStopped() ? ExitCode.STOPPED : ExitCode.DONE;
  }

  private static String text(CheckResp answer) {
    var text = new StringBuilder();
    if (answer.getViolationsCount() > 0) {
      text.append(
          "it would be refused: %s\n"
              .formatted(Words.count(answer.getViolationsCount(), "violation")));
      for (var violation : answer.getViolationsList()) {
        var path = violation.getPath().isEmpty() ? "" : violation.getPath() + ": ";
        text.append("  ").append(PlainText.of(path + violation.getMessage())).append('\n');
      }
    }
    if (answer.getStop().getStopped()) {
      text.append("the emergency stop holds: ")
          .append(PlainText.of(answer.getStop().getReason()))
          .append('\n');
    }
    if (text.isEmpty()) {
      text.append("it would be accepted; plan hash ")
          .append(PlainText.of(answer.getPlanHash()))
          .append('\n');
      if (answer.getApprovalsNeeded() > 0) {
        text.append("it would need ")
            .append(Outcome.approvals(answer.getApprovalsNeeded()))
            .append('\n');
      }
    }
    return text.toString();
  }
}
