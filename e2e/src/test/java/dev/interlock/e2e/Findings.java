package dev.interlock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a [CrashRun] or a [ChaosRun] counts, and what it finds wrong. Any thread.
final class Findings {
  private static final int SHOWN_MAX = 20;

  private final Map<Count, Long> counts = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  enum Count {
    KILLS,
    KILLS_DURING_START,
    /// Servers that stood still for longer than their leases, and then went on.
    FREEZES,
    /// Servers that did not reach their database for some time.
    CUTS,
    /// Connections to the database cut all at once.
    RESETS,
    DATABASE_KILLS,
    WORKS,
    /// Calls that changed something and were answered.
    ACKNOWLEDGED,
    /// Calls that the kill cut off, and that were repeated.
    CUT_OFF,
    /// Verbs, Execs and Submits that were refused, most for an emergency stop.
    REFUSED,
    /// Entries of the audit.
    AUDITED,
    /// Acknowledged calls of which nothing is left.
    LOST,
    ONCE_STARTED_TWICE,
    /// Jobs of a block at once beyond its limit.
    LIMIT_EXCEEDED,
    /// Attempts of jobs that touch a machine.
    TARGETS_TOUCHED,
    /// Jobs that touched one machine at once.
    TARGET_SHARED,
    /// Jobs that a person had to look at.
    UNKNOWN,
    STARTED_AGAIN,
    /// Whatever else must not be.
    OTHER_VIOLATIONS
  }

  synchronized void count(Count what) {
    counts.merge(what, 1L, Long::sum);
  }

  /// Counts it, and keeps what there is to say.
  synchronized void wrong(Count what, String detail) {
    count(what);
    if (wrong.size() < SHOWN_MAX) {
      wrong.add(what + ": " + detail);
    }
  }

  synchronized long of(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  /// Writes every count as JSON, to a file and to the screen.
  void write(Path report, Duration took, long seed) throws IOException {
    var all =
        Arrays.stream(Count.values())
            .map(count -> "\"%s\": %d".formatted(count.name().toLowerCase(Locale.ROOT), of(count)))
            .collect(Collectors.joining(", "));
    var json = "{%s, \"seconds\": %d, \"seed\": %d}%n".formatted(all, took.toSeconds(), seed);
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, json);
    System.out.print(json);
  }
}
