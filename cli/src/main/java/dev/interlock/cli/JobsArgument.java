package dev.interlock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/// The parameters that say which jobs of which work a command is about. Not beside
/// [WorkIdArgument], for picocli wants the parameters of one mixin counted from 0.
final class JobsArgument {
  @Parameters(index = "0", paramLabel = "ID", description = "The work, as submit and list name it.")
  private String work = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "JOB",
      description =
          "A job as the request has it, counted from 0: blocks[2].jobs[7] or"
              + " blocks[2].sequences[3].jobs[1]. Either all are taken or none.")
  private List<String> paths = new ArrayList<>();

  String work() {
    return work;
  }

  List<String> paths() {
    return List.copyOf(paths);
  }
}
