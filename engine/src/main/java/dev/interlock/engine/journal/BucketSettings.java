package dev.interlock.engine.journal;

import java.time.Duration;

/// A token bucket as configured.
///
/// @param name what jobs call it
/// @param capacity how many tokens it can hold, at least 1; it is full when it is first made
/// @param refill how many tokens it gains each `interval`, at least 1
/// @param interval 1 ms or more
public record BucketSettings(String name, int capacity, int refill, Duration interval) {
  public BucketSettings {
    if (capacity < 1 || refill < 1 || interval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "token bucket %s has capacity %d, refill %d and interval %s; capacity and refill must be at least 1, the interval at least 1 ms"
              .formatted(name, capacity, refill, interval));
    }
  }
}
