package dev.interlock.plugin;

import java.time.Duration;

/// How often, and after which pauses, a job of a type may be tried again after an attempt has
/// failed. The job type owns this; a job asks for some of it with [Job#retries].
///
/// @param max how many more attempts a job may ask for, 0 to 100
/// @param first the pause after the first failed attempt
/// @param factor what each further pause is longer by, at least 1
/// @param cap no pause is longer, jitter aside; up to 24 hours
/// @param jitter the share by which a pause is made longer or shorter at random, 0 to 1, so that
///   many jobs that failed together are not tried again together
public record Retries(int max, Duration first, double factor, Duration cap, double jitter) {
  private static final int MAX = 100;
  private static final Duration CAP_MAX = Duration.ofHours(24);

  /// Not at all.
  public static final Retries NONE = new Retries(0, Duration.ZERO, 1, Duration.ZERO, 0);

  public Retries {
    if (max < 0 || max > MAX) {
      throw new IllegalArgumentException("%d retries; they must be 0 to %d".formatted(max, MAX));
    }
    Times.requireNotNegative("first pause", first);
    if (cap.compareTo(first) < 0 || cap.compareTo(CAP_MAX) > 0) {
      throw new IllegalArgumentException(
          "the cap is %s; it must be from the first pause, %s, to %s"
              .formatted(cap, first, CAP_MAX));
    }
    if (!(factor >= 1 && Double.isFinite(factor))) {
      throw new IllegalArgumentException(
          "the factor is %s; it must be 1 or more".formatted(factor));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("the jitter is %s; it must be 0 to 1".formatted(jitter));
    }
  }

  /// How long to wait before the next attempt.
  ///
  /// @param failedAttempts how many attempts have failed, at least 1
  /// @param random0to1 0 for the shortest pause that the jitter allows, 1 for the longest
  public Duration pause(int failedAttempts, double random0to1) {
    if (failedAttempts < 1 || !(random0to1 >= 0 && random0to1 <= 1)) {
      throw new IllegalArgumentException(
          "no pause after %d failed attempts by %s".formatted(failedAttempts, random0to1));
    }
    double grown = (double) first.toNanos() * Math.pow(factor, failedAttempts - 1.0);
    double capped = Math.min(grown, (double) cap.toNanos());
    return Duration.ofNanos(Math.round(capped * (1 + jitter * (2 * random0to1 - 1))));
  }
}
