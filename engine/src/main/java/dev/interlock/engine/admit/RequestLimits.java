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

  public static final RequestLimits DEFAULTS =
      new RequestLimits(10_000, 10_000, 1_000, 64, 4_096, 4_096, Duration.ofHours(1));
}
