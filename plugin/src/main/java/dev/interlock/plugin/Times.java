package dev.interlock.plugin;

import java.time.Duration;

/// What the values demand of times.
final class Times {
  private Times() {}

  static void requireNotNegative(String what, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the %s is %s; it must not be negative".formatted(what, time));
    }
  }
}
