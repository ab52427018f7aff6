package dev.interlock.server.settings;

/// How log lines are written.
public enum LogFormat {
  /// Text when standard error is a terminal, JSON otherwise.
  AUTO,
  JSON,
  TEXT
}
