package dev.interlock.engine.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How full a token bucket is: the arithmetic that every store shares.
///
/// @param tokens how many it held at `sinceMillis`
/// @param sinceMillis when its running interval began, since the epoch
public record BucketLevel(long tokens, long sinceMillis) {

  private static BucketLevel full(BucketSettings bucket, Instant at) {
    return new BucketLevel(bucket.capacity(), at.toEpochMilli());
  }

  /// What the bucket holds at `at`: whoever takes a token and whoever only looks asks this.
  ///
  /// @param stored what its last token left; empty when none was ever taken
  public static BucketLevel at(Instant at, BucketSettings bucket, Optional<BucketLevel> stored) {
    return stored.orElseGet(() -> full(bucket, at)).refilled(bucket, at);
  }

  /// What the bucket holds at `at`. A full bucket gains nothing and begins its interval when a
  /// token is taken. A clock that went back adds nothing, and neither does its way forward again.
  private BucketLevel refilled(BucketSettings bucket, Instant at) {
    long room = bucket.capacity() - tokens;
    long intervalMillis = bucket.interval().toMillis();
    long intervals = Math.max(0, at.toEpochMilli() - sinceMillis) / intervalMillis;
    if (intervals >= Math.ceilDiv(room, bucket.refill())) {
      return new BucketLevel(bucket.capacity(), Math.max(sinceMillis, at.toEpochMilli()));
    }
    return new BucketLevel(
        tokens + intervals * bucket.refill(), sinceMillis + intervals * intervalMillis);
  }

  public boolean isEmpty() {
    return tokens < 1;
  }

  public BucketLevel withoutOne() {
    return new BucketLevel(tokens - 1, sinceMillis);
  }

  /// When a bucket that is not full gains its next token.
  public Instant nextAt(BucketSettings bucket) {
    return Instant.ofEpochMilli(sinceMillis).plus(bucket.interval());
  }

  /// How long until the bucket gains its next token.
  public Duration nextIn(BucketSettings bucket, Instant at) {
    return Duration.ofMillis(nextAt(bucket).toEpochMilli() - at.toEpochMilli());
  }
}
