package dev.interlock.cli;

import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Writes what shells complete commands by.
@Command(
    description = {
      "Writes the script by which bash and zsh complete commands and options.",
      "To have it, put this in ~/.bashrc or ~/.zshrc:   source <(interlock completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;
  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("bug: completion ran without being a command");
    }
    console.print(AutoComplete.bash("interlock", spec.root().commandLine()));
    return ExitCode.DONE;
  }
}
