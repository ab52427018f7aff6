package dev.interlock.cli;

import dev.interlock.api.v1.ListJobTypesResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lists the job types.
@Command(
    description = "Lists the jobs that a work request can name; 'jobs describe NAME' tells more.",
    synopsisSubcommandLabel = "[describe NAME]")
final class JobsCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  JobsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ListJobTypesResp types;
    try (var client = connection.open(console)) {
      types = client.jobTypes();
    }
    if (output.isJson()) {
      console.printJson(types);
      return ExitCode.DONE;
    }
    var table = new Table("NAME", "AFTER A CRASH", "PURPOSE", "FROM");
    for (var type : types.getJobTypesList()) {
      table.row(
          type.getName(),
          Words.of(type.getCrashClass()),
          type.getPurpose(),
          Words.lastOf(type.getOrigin()));
    }
    console.print(table.toString());
    return ExitCode.DONE;
  }
}
