package dev.interlock.cli;

import dev.interlock.cli.file.WholeFile;
import dev.interlock.client.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes the report of a work.
@Command(
    description = {
      "Writes a report of a work, for the ticket of the change: one HTML file that is read without a",
      "server. It has the work, its blocks and jobs, the attempts of those that failed with what they",
      "wrote, the history and the request. The file is there only when it is whole."
    })
final class ReportCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  // not --output: that says everywhere else how to write, and not where
  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "Where to write it; - is standard output.")
  private String file = "";

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean isForced;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (file.equals(STANDARD_OUTPUT)) {
      try (var client = connection.open(console)) {
        // in its own charset, whatever that of the terminal is
        client.report(
            work.id(), part -> console.out().writeBytes(part.getBytes(StandardCharsets.UTF_8)));
        console.out().flush();
      }
      return ExitCode.DONE;
    }
    var existing = isForced ? WholeFile.Existing.REPLACE : WholeFile.Existing.KEEP;
    try (var client = connection.open(console);
        var whole = WholeFile.begin(file, existing)) {
      client.report(work.id(), whole::write);
      whole.finish();
    }
    console.tell("the report is in " + file);
    return ExitCode.DONE;
  }
}
