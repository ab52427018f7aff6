package dev.interlock.cli;

import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Writes the audit to standard output.
@Command(
    description = {
      "Writes the whole audit to standard output, oldest first, each entry a line of JSON.",
      "'audit verify --file' checks what was written so, without a server."
    })
final class AuditExportCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();

  AuditExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      var _ =
          AuditPages.read(
              client,
              console::printJsonLine,
              () -> console.tell("you may not see all of it: some entries are left out"));
    }
    return ExitCode.DONE;
  }
}
