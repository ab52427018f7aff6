package dev.interlock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// Stands in the help for a command that the server's program carries out: the launcher starts
/// that.
@Command
final class OtherProgram implements Callable<Integer> {
  private final String name;
  @Spec private @Nullable CommandSpec spec;

  // Also its options: they are for that program to read.
  @Unmatched private List<String> args = new ArrayList<>();

  private OtherProgram(String name) {
    this.name = name;
  }

  /// The command of this name.
  static CommandLine of(String name, String description) {
    var line = new CommandLine(new OtherProgram(name));
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  @Override
  public Integer call() {
    throw BadUsage.of(
        spec,
        "%s is of the server's program; start it with the launcher: bin/interlock %s %s"
            .formatted(name, name, String.join(" ", args))
            .strip());
  }
}
