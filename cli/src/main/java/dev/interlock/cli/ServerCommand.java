package dev.interlock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// Stands in the help for the server, which is a program of its own: the launcher starts it.
@Command(description = "Starts the server; 'bin/interlock server --help' tells its settings.")
final class ServerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  // Also its options: they are for the server to read.
  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    throw BadUsage.of(
        spec,
        "the server is a program of its own; start it with the launcher: bin/interlock server "
            + String.join(" ", settings).strip());
  }
}
