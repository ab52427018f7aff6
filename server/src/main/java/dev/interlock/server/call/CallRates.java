package dev.interlock.server.call;

import dev.interlock.engine.time.Clock;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// How many calls each caller may make in a second, however many connections they have: one who
/// asks in a circle must not take the server from the others. Any thread.
public final class CallRates {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Of whom nothing was heard for longest is forgotten, and begins anew.
  private static final int CALLERS_MAX = 10_000;

  private final int max;
  private final TimeMeter time;
  private final SequencedMap<String, Bucket> callers = new LinkedHashMap<>(16, 0.75f, true);

  /// @param max in a second, and at once after a second of quiet
  public CallRates(int max, Clock clock) {
    this.max = max;
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return clock.nanos();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  int max() {
    return max;
  }

  /// Counts a call.
  ///
  /// @return when the caller may make the next one; empty when they may make this one
  Optional<Duration> tooMany(String caller) {
    Bucket bucket;
    synchronized (callers) {
      bucket = callers.computeIfAbsent(caller, _ -> bucket());
      if (callers.size() > CALLERS_MAX) {
        callers.pollFirstEntry();
      }
    }
    var probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(max).refillGreedy(max, SECOND))
        .withCustomTimePrecision(time)
        .build();
  }
}
