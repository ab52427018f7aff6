package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Points in time, as messages have them.
final class Times {
  private Times() {}

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /// In whole milliseconds, never too early.
  static Instant of(Timestamp message) {
    return Instant.ofEpochSecond(message.getSeconds(), message.getNanos() + 999_999L)
        .truncatedTo(ChronoUnit.MILLIS);
  }

  static Timestamp ofMillis(long millis) {
    return of(Instant.ofEpochMilli(millis));
  }
}
