package dev.interlock.cli;

import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.PolicyAssignment;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.ArrayList;
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
      for (var row : settings(one.getWorkName(), one.getInForceList())) {
        table.row(row.work(), row.policy(), row.by(), row.setting(), row.value());
      }
    }
    return table.toString();
  }

  /// What one setting is.
  ///
  /// @param by what part of the policy file says so
  record Row(String work, String policy, String by, String setting, String value) {}

  /// A row for each setting of the policies of a name, and one for what has none.
  static List<Row> settings(String work, List<PolicyInForce> policies) {
    if (policies.isEmpty()) {
      return List.of(new Row(work, "none: it is refused", "", "", ""));
    }
    var rows = new ArrayList<Row>();
    for (var policy : policies) {
      var by = policy.getFile() + ", " + policy.getEntry();
      if (policy.getSettingsCount() == 0) {
        rows.add(new Row(work, policy.getName(), by, "", ""));
      }
      for (var setting : policy.getSettingsList()) {
        var value = setting.getValue() + (setting.getByDefault() ? " (default)" : "");
        rows.add(new Row(work, policy.getName(), by, setting.getName(), value));
      }
    }
    return rows;
  }
}
