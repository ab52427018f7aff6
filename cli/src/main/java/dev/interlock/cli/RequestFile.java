package dev.interlock.cli;

import picocli.CommandLine.Parameters;

/// The parameter that says which file holds the work request.
final class RequestFile {
  @Parameters(
      paramLabel = "FILE",
      description =
          "The work request: JSON when it starts with {, else protobuf text; - is standard input.")
  private String path = "";

  String path() {
    return path;
  }
}
