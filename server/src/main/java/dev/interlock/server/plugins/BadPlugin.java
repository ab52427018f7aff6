package dev.interlock.server.plugins;

import java.util.List;

/// The plug-ins, or the settings for them, cannot be used: the server does not start.
public final class BadPlugin extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  BadPlugin(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /// Every problem, one line each.
  public List<String> problems() {
    return problems;
  }
}
