package dev.interlock.cli;

import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.PolicyChange;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.cli.PoliciesCommand.Row;
import dev.interlock.cli.file.TextFile;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Says what a policy file would change.
@Command(
    description = {
      "Says what a policy file would change if the server read it, and everything that is wrong with it.",
      "Changes nothing. Exits with 3 when something is wrong."
    })
final class PoliciesCheckCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "The policy file; - is standard input.")
  private String path = "";

  PoliciesCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var file = TextFile.read(path, console.in());
    CheckPoliciesResp answer;
    try (var client = connection.open(console)) {
      answer = client.checkPolicies(file.text());
    }
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.print(text(file.name(), answer));
    }
    return answer.getProblemsCount() > 0 ? ExitCode.REFUSED : ExitCode.DONE;
  }

  private static String text(String file, CheckPoliciesResp answer) {
    if (answer.getProblemsCount() > 0) {
      var text = new StringBuilder();
      text.append("new work would be refused: ")
          .append(Words.count(answer.getProblemsCount(), "problem"))
          .append('\n');
      for (var problem : answer.getProblemsList()) {
        text.append("  ").append(PlainText.of(file + ": " + problem)).append('\n');
      }
      return text.toString();
    }
    if (answer.getVersion().equals(answer.getVersionInForce())) {
      return "it is what is in force\n";
    }
    var changes =
        answer.getChangesCount() == 0
            ? "no policy would change\n"
            : table(answer.getChangesList()).toString();
    return changes
        + "\nversion "
        + PlainText.of(answer.getVersion())
        + "; approvals that works were given under another do not count then\n";
  }

  /// What goes, after `-`, and what comes, after `+`, as in a diff.
  private static Table table(List<PolicyChange> changes) {
    var table = new Table("", "WORK", "POLICY", "SETTING", "VALUE");
    for (var change : changes) {
      var before = rows(change.getWorkName(), change.getBeforeList());
      var after = rows(change.getWorkName(), change.getAfterList());
      add("-", before, after, table);
      add("+", after, before, table);
    }
    return table;
  }

  /// Without their places in the file.
  private static List<Row> rows(String work, List<PolicyInForce> policies) {
    return PoliciesCommand.settings(work, policies).stream()
        .map(row -> new Row(row.work(), row.policy(), "", row.setting(), row.value()))
        .toList();
  }

  private static void add(String sign, List<Row> rows, List<Row> others, Table table) {
    var left = new ArrayList<>(rows);
    others.forEach(left::remove);
    left.forEach(row -> table.row(sign, row.work(), row.policy(), row.setting(), row.value()));
  }
}
