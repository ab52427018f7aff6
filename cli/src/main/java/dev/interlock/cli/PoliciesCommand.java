package dev.interlock.cli;

import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lists the policies.
@Command(description = "Lists the policies, and which are in force for which works.")
final class PoliciesCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  PoliciesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ListPoliciesResp policies;
    try (var client = connection.open()) {
      policies = client.policies();
    }
    if (output.isJson()) {
      console.printJson(policies);
    } else {
      console.print(text(policies));
    }
    return ExitCode.DONE;
  }

  private static String text(ListPoliciesResp policies) {
    var all = new Table("POLICY", "PURPOSE", "SETTINGS", "FROM");
    for (var policy : policies.getPoliciesList()) {
      all.row(
          policy.getName(),
          policy.getPurpose(),
          String.join(", ", policy.getSettingsList()),
          Words.lastOf(policy.getOrigin()));
    }
    var assigned = new Table("WORK", "POLICIES IN FORCE");
    for (var one : policies.getAssignmentsList()) {
      assigned.row(one.getWorkName(), String.join(", ", one.getPoliciesList()));
    }
    var inForce =
        assigned.isEmpty()
            ? "no work has policies: every work request is refused\n"
            : assigned.toString();
    var problem =
        policies.getProblem().isEmpty()
            ? ""
            : "\nnew work is refused: " + PlainText.of(policies.getProblem()) + "\n";
    return all + "\n" + inForce + problem;
  }
}
