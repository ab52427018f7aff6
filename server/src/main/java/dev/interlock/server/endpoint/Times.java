package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Points in time, as messages have them.
final class Times {
  private Times() {}

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Timestamp ofMillis(long millis) {
    return of(Instant.ofEpochMilli(millis));
  }
}
