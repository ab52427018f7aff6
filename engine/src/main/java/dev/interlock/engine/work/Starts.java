package dev.interlock.engine.work;

/// Whether the machine may start anything now.
public enum Starts {
  ALLOWED,
  /// What runs goes on; nothing new starts.
  HELD
}
