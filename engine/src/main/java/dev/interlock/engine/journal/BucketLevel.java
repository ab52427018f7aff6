package dev.interlock.engine.journal;

import java.time.Duration;
import java.time.Instant;

/// How full a token bucket is: the arithmetic that every store shares.
///
/// @param tokens how many it held at `sinceMillis`
/// @param sinceMillis when its running interval began, since the epoch
public record BucketLevel(long tokens, long sinceMillis) {

  public static BucketLevel full(BucketSettings bucket, Instant at) {
    return new BucketLevel(bucket.capacity(), at.toEpochMilli());
  }

  /// What the bucket holds at `at`. A full bucket gains nothing and begins its interval when a
  /// token is taken. A clock that went back adds nothing, and neither does its way forward again.
  public BucketLevel refilled(BucketSettings bucket, Instant at) {
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

  /// How long until the bucket gains its next token.
  public Duration nextIn(BucketSettings bucket, Instant at) {
    return Duration.ofMillis(sinceMillis - at.toEpochMilli()).plus(bucket.interval());
  }
}
