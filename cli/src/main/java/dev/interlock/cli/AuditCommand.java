package dev.interlock.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What there is to do with the audit.
@Command(
    description = {
      "Shows who decided what: one entry for every call that would change something, and for every",
      "call that was not allowed."
    },
    synopsisSubcommandLabel = "list|verify|export")
final class AuditCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw BadUsage.of(spec, "what of the audit? list, verify or export");
  }
}
