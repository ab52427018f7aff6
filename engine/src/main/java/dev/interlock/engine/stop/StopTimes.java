package dev.interlock.engine.stop;

import java.time.Duration;

/// How often the sources of the emergency stop are read.
///
/// @param poll between two readings of a source
/// @param pollWhenBad between two readings of a source that could not be read, so that it is soon
///   known whether that lasts
/// @param stale a reading older than this says nothing: nothing may start
public record StopTimes(Duration poll, Duration pollWhenBad, Duration stale) {
  public static final StopTimes DEFAULTS =
      new StopTimes(Duration.ofMillis(500), Duration.ofMillis(250), Duration.ofSeconds(2));
}
