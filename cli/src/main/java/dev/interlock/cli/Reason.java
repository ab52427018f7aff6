package dev.interlock.cli;

import picocli.CommandLine.Option;

/// The option that says why something is done to a work.
final class Reason {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "WHY",
      description = "Why; shown to everybody and kept.")
  private String text = "";

  String text() {
    return text;
  }
}
