package dev.interlock.server;

import java.util.List;

/// The server cannot start, for a reason that the operator can mend.
final class StartRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> problems;

  /// @param exitCode see [Main]
  /// @param problems one line each
  StartRefused(int exitCode, List<String> problems) {
    super(String.join("; ", problems));
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  int exitCode() {
    return exitCode;
  }

  List<String> problems() {
    return problems;
  }
}
