package dev.interlock.cli;

import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import dev.interlock.client.WorkStates;
import java.util.List;

/// Tells what a call came to that made a work or did something to one.
record Outcome(Console console, Connection connection, Output output) {
  /// The state of the work that `id` names.
  ///
  /// @return the exit status
  int tell(VerbResp answer, String id) {
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.printLine(
          "the work is %s; 'interlock %s %s%s' shows it"
              .formatted(
                  Words.of(answer.getState()),
                  WorkStates.hasEnded(answer.getState()) ? "status" : "watch",
                  id,
                  connection.asOption()));
    }
    return ExitCode.DONE;
  }

  /// What must come before an exec.
  static String approvals(int needed) {
    return "%s first: interlock approve".formatted(Words.count(needed, "approval"));
  }

  /// A new work, and how to have it run.
  ///
  /// @return the exit status
  int tell(WorkResp answer) {
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.print(
          Table.facts(
              List.of(
                  "work",
                  answer.getId(),
                  "plan hash",
                  answer.getPlanHash(),
                  "expires",
                  answer.hasExpiresAt() ? Words.of(answer.getExpiresAt()) : "",
                  "needs",
                  answer.getApprovalsNeeded() == 0 ? "" : approvals(answer.getApprovalsNeeded()),
                  "next",
                  "interlock exec " + answer.getId() + connection.asOption())));
    }
    return ExitCode.DONE;
  }
}
