package dev.interlock.server.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The style sheet that every report has in it.
record Style(String rules) {

  /// Reads the one that comes with the program.
  static Style ofProgram() {
    try (var file = Objects.requireNonNull(Style.class.getResourceAsStream("report.css"))) {
      return new Style(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
