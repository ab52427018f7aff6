package dev.interlock.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What the emergency stop is pulled or released for, and why.
final class StopTarget {
  @Parameters(paramLabel = "all|NAME", description = "The works' name, or all.")
  private String name = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "WHY",
      description = "Why; shown to everybody and kept.")
  private String reason = "";

  String name() {
    return name;
  }

  String reason() {
    return reason;
  }
}
