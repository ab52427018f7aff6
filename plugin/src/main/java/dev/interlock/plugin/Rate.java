package dev.interlock.plugin;

import java.time.Duration;

/// How many jobs may start in a time. Counted from the facts that were stored, so a restart forgets
/// none.
///
/// @param starts at most so many starts of jobs, retries included, 1 to 10,000
/// @param interval in any interval of this length, 1 s to 24 hours
public record Rate(int starts, Duration interval) {
  /// As many as the block's limit allows.
  public static final Rate UNLIMITED = new Rate(Integer.MAX_VALUE, Duration.ZERO);

  public Rate {
    if (starts < 0) {
      throw new IllegalArgumentException(
          "%d starts are none; it must not be negative".formatted(starts));
    }
    Times.requireNotNegative("interval", interval);
  }

  /// Whether it limits nothing.
  public boolean isUnlimited() {
    return equals(UNLIMITED);
  }
}
