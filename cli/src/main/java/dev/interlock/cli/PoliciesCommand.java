package dev.interlock.cli;

import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.PolicyAssignment;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lists the policies.
@Command(
    description = {
      "Lists the policies, and which are in force for which works: with what they are set to, and by",
      "which entry of the policy file."
    })
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
    try (var client = connection.open(console)) {
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
    var inForce =
        policies.getAssignmentsCount() == 0
            ? "no work has policies: every work request is refused\n"
            : inForce(policies.getAssignmentsList());
    var problem =
        policies.getProblem().isEmpty()
            ? ""
            : "\nnew work is refused: " + PlainText.of(policies.getProblem()) + "\n";
    return all + "\n" + inForce + problem;
  }

  private static String inForce(List<PolicyAssignment> assignments) {
    var table = new Table("WORK", "POLICY IN FORCE", "BY", "SETTING", "VALUE");
    for (var one : assignments) {
      if (one.getInForceCount() == 0) {
        table.row(one.getWorkName(), "none: it is refused", "", "", "");
      }
      for (var policy : one.getInForceList()) {
        var by = policy.getFile() + ", " + policy.getEntry();
        if (policy.getSettingsCount() == 0) {
          table.row(one.getWorkName(), policy.getName(), by, "", "");
        }
        for (var setting : policy.getSettingsList()) {
          table.row(
              one.getWorkName(),
              policy.getName(),
              by,
              setting.getName(),
              setting.getValue() + (setting.getByDefault() ? " (default)" : ""));
        }
      }
    }
    return table.toString();
  }
}
