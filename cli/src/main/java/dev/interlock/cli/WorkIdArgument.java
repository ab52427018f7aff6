package dev.interlock.cli;

import picocli.CommandLine.Parameters;

/// The parameter that says which work a command is about.
final class WorkIdArgument {
  @Parameters(paramLabel = "ID", description = "The work, as submit and list name it.")
  private String id = "";

  String id() {
    return id;
  }
}
