package dev.interlock.client;

import java.time.Duration;

/// When to leave a server alone that keeps failing: calls are then refused without asking it.
///
/// @param callsSeen how many of the last calls are judged, 1 to 1000
/// @param failedPercent the share of them, 1 to 100, whose failure opens the breaker
/// @param openFor how long the server is left alone before one call may try again, from 1 ms
public record BreakerPlan(int callsSeen, int failedPercent, Duration openFor) {
  /// Opens after ten failures in the last twenty calls, for five seconds.
  public static final BreakerPlan USUAL = new BreakerPlan(20, 50, Duration.ofSeconds(5));

  private static final int CALLS_SEEN_MAX = 1000;

  public BreakerPlan {
    if (callsSeen < 1 || callsSeen > CALLS_SEEN_MAX) {
      throw new IllegalArgumentException(
          "callsSeen is %d; it must be 1 to %d".formatted(callsSeen, CALLS_SEEN_MAX));
    }
    if (failedPercent < 1 || failedPercent > 100) {
      throw new IllegalArgumentException(
          "failedPercent is %d; it must be 1 to 100".formatted(failedPercent));
    }
    if (openFor.toMillis() < 1) {
      throw new IllegalArgumentException("openFor is %s; it must be >= 1 ms".formatted(openFor));
    }
  }
}
