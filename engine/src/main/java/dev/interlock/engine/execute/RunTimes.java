package dev.interlock.engine.execute;

import java.time.Duration;

/// How long the execution waits for what it cannot force.
///
/// @param stopGrace an interrupted attempt that goes on for longer is shown as not stopping
/// @param handOffGrace at shutdown, running attempts have so long to end by themselves
public record RunTimes(Duration stopGrace, Duration handOffGrace) {
  public static final RunTimes DEFAULTS =
      new RunTimes(Duration.ofSeconds(5), Duration.ofSeconds(5));
}
