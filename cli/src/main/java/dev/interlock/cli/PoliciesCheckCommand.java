package dev.interlock.cli;

import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.PolicyChange;
import dev.interlock.api.v1.PolicyInForce;
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

  /// What goes, after `-`, and what comes, after `+`, as in a diff. A policy that is the same in
  /// all its settings is left out, unless only the order of all of them has changed.
  private static Table table(List<PolicyChange> changes) {
    var table = new Table("", "WORK", "POLICY", "SETTING", "VALUE");
    for (var change : changes) {
      var before = withoutPlaces(change.getBeforeList());
      var after = withoutPlaces(change.getAfterList());
      boolean isOrderAlone = without(before, after).isEmpty() && without(after, before).isEmpty();
      add("-", change.getWorkName(), isOrderAlone ? before : without(before, after), before, table);
      add("+", change.getWorkName(), isOrderAlone ? after : without(after, before), after, table);
    }
    return table;
  }

  private static List<PolicyInForce> withoutPlaces(List<PolicyInForce> policies) {
    return policies.stream()
        .map(policy -> policy.toBuilder().clearFile().clearEntry().build())
        .toList();
  }

  private static List<PolicyInForce> without(List<PolicyInForce> some, List<PolicyInForce> others) {
    var left = new ArrayList<>(some);
    others.forEach(left::remove);
    return left;
  }

  /// @param all of that side: with none of them works of the name are refused, which is said
  private static void add(
      String sign, String work, List<PolicyInForce> some, List<PolicyInForce> all, Table table) {
    if (some.isEmpty() && !all.isEmpty()) {
      return;
    }
    PoliciesCommand.settings(work, some)
        .forEach(row -> table.row(sign, row.work(), row.policy(), row.setting(), row.value()));
  }
}
