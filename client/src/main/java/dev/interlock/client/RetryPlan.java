package dev.interlock.client;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/// How often something is tried, and how long to pause in between.
///
/// The pause doubles from one attempt to the next and varies at random by half, so that clients
/// that failed together do not come back together.
///
/// @param attemptsMax how often it is tried altogether, 1 to 1000; 1 means never again
/// @param pauseFirst before the second attempt, from 1 ms
/// @param pauseMax what pauses grow to; a server that asks for a longer one is not waited for
public record RetryPlan(int attemptsMax, Duration pauseFirst, Duration pauseMax) {
  /// For calls: about two seconds of patience with a server that cannot be reached.
  public static final RetryPlan CALLS =
      new RetryPlan(5, Duration.ofMillis(100), Duration.ofSeconds(5));

  /// For a watch that was cut: long enough for a server to restart and resume its works.
  public static final RetryPlan RECONNECTS =
      new RetryPlan(60, Duration.ofMillis(100), Duration.ofSeconds(5));

  private static final int ATTEMPTS_MAX = 1000;
  private static final double GROWTH = 2;
  private static final double RANDOM_PART = 0.5;

  public RetryPlan {
    if (attemptsMax < 1 || attemptsMax > ATTEMPTS_MAX) {
      throw new IllegalArgumentException(
          "attemptsMax is %d; it must be 1 to %d".formatted(attemptsMax, ATTEMPTS_MAX));
    }
    if (pauseFirst.toMillis() < 1) {
      throw new IllegalArgumentException(
          "pauseFirst is %s; it must be >= 1 ms".formatted(pauseFirst));
    }
    if (pauseMax.compareTo(pauseFirst) < 0) {
      throw new IllegalArgumentException(
          "pauseMax is %s; it must be at least pauseFirst, %s".formatted(pauseMax, pauseFirst));
    }
  }

  /// Milliseconds by the number of attempts that have failed, from 1.
  IntervalFunction pauses() {
    // The library wants room to grow; equal bounds mean that every pause is the same.
    return pauseMax.equals(pauseFirst)
        ? IntervalFunction.ofRandomized(pauseFirst, RANDOM_PART)
        : IntervalFunction.ofExponentialRandomBackoff(pauseFirst, GROWTH, RANDOM_PART, pauseMax);
  }
}
