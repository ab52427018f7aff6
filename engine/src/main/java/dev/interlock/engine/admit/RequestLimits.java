package dev.interlock.engine.admit;

import java.time.Duration;

/// How large a work request may be, and how long it may wait for Exec.
///
/// @param blocksMax blocks a work
/// @param jobsMax jobs a work
/// @param rateLimitMax jobs at once in a block
/// @param argsMax arguments a job
/// @param argCharsMax characters an argument's value
/// @param descCharsMax characters a description
/// @param expiry Exec is refused so long after Submit
public record RequestLimits(
    int blocksMax,
    int jobsMax,
    int rateLimitMax,
    int argsMax,
    int argCharsMax,
    int descCharsMax,
    Duration expiry) {

  /// Checks of one kind, for a block or for a work.
  public static final int CHECKS_MAX = 20;

  /// Checks of all kinds and of all blocks together.
  public static final int CHECKS_A_WORK_MAX = 10_000;

  public static final Duration CHECK_INTERVAL_MIN = Duration.ofSeconds(1);
  public static final Duration CHECK_INTERVAL_MAX = Duration.ofHours(1);

  /// Of the entrance and the exit delay, and of the bake time between two waves.
  public static final Duration DELAY_MAX = Duration.ofHours(24);

  public static final Duration DEADLINE_MIN = Duration.ofSeconds(1);
  public static final Duration DEADLINE_MAX = Duration.ofDays(30);
  public static final int RATE_STARTS_MAX = 10_000;
  public static final Duration RATE_INTERVAL_MIN = Duration.ofSeconds(1);
  public static final Duration RATE_INTERVAL_MAX = Duration.ofHours(24);
  public static final int WAVES_MAX = 20;
  public static final int WAVE_SEQUENCES_MAX = 100_000;

  /// Labels a work.
  public static final int LABELS_MAX = 32;

  public static final int LABEL_VALUE_CHARS_MAX = 255;

  public static final RequestLimits DEFAULTS =
      new RequestLimits(10_000, 10_000, 1_000, 64, 4_096, 4_096, Duration.ofHours(1));
}
