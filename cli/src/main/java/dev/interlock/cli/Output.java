package dev.interlock.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/// The option that says how a command writes its answer.
final class Output {
  /// For people or for programs.
  enum Format {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "How to write the answer: ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}. JSON is"
              + " the server's answer, as proto3 maps it.")
  private Format format = Format.TABLE;

  boolean isJson() {
    return format == Format.JSON;
  }
}
