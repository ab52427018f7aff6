package dev.interlock.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that say when a work is to start: at once without either.
final class StartTime {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Not before this time, as 2026-11-23T22:00:00Z; at most 30 days ahead.")
  private String at = "";

  @Option(
      names = "--in",
      paramLabel = "TIME",
      description = "Not before this time is over, as 90s, 10m, 2h or 1d.")
  private String in = "";

  /// When it is to start; empty for at once.
  Optional<Instant> from(Instant now) {
    if (!at.isEmpty() && !in.isEmpty()) {
      throw BadUsage.of(spec, "--at and --in say the same in two ways; give one of them");
    }
    if (!at.isEmpty()) {
      return Optional.of(time(at));
    }
    return in.isEmpty() ? Optional.empty() : Optional.of(now.plus(pause(in)));
  }

  private Instant time(String text) {
    return TimeText.instant(text)
        .orElseThrow(() ->
            BadUsage.of(
                spec,
                "--at \"%s\" is no time; write it as 2026-11-23T22:00:00Z or 2026-11-23T23:00:00+01:00"
                    .formatted(text)));
  }

  private Duration pause(String text) {
    return TimeText.pause(text)
        .orElseThrow(() ->
            BadUsage.of(
                spec, "--in \"%s\" is no time; write it as 90s, 10m, 2h or 1d".formatted(text)));
  }
}
