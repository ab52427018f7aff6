package dev.interlock.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times as people type them.
final class TimeText {
  private static final Pattern PAUSE = Pattern.compile("([0-9]{1,7})([smhd])");

  private TimeText() {}

  /// `2026-11-23T22:00:00Z` or `2026-11-23T23:00:00+01:00`.
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// `90s`, `10m`, `2h` or `1d`.
  static Optional<Duration> pause(String text) {
    var parts = PAUSE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var unit =
        switch (parts.group(2)) {
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    return Optional.of(Duration.of(Long.parseLong(parts.group(1)), unit));
  }
}
