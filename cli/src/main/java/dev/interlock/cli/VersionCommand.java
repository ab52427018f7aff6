package dev.interlock.cli;

import dev.interlock.client.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Tells the version of this program.
@Command(description = "Tells the version of this program. Asks no server.")
final class VersionCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Output output = new Output();

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    // The jar says it; classes that lie in a folder, as in a build, have none.
    var version =
        Objects.requireNonNullElse(
            VersionCommand.class.getPackage().getImplementationVersion(), "development");
    var java = Runtime.version().toString();
    console.printLine(
        output.isJson()
            ? "{\"version\": \"%s\", \"java\": \"%s\"}".formatted(version, java)
            : "interlock %s (Java %s)".formatted(version, java));
    return ExitCode.DONE;
  }
}
