package dev.interlock.engine.execute;

import java.time.Duration;

/// Who runs the works, and how long it waits for what it cannot force.
///
/// @param replica what journals call this process
/// @param stopGrace an interrupted attempt that goes on for longer is shown as not stopping
/// @param handOffGrace at shutdown, running attempts have so long to end by themselves
public record RunSettings(String replica, Duration stopGrace, Duration handOffGrace) {
  public static final Duration STOP_GRACE = Duration.ofSeconds(5);
}
