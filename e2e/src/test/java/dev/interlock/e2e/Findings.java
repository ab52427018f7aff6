package dev.interlock.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a [CrashRun] counts, and what it finds wrong. Any thread.
final class Findings {
  private static final int SHOWN_MAX = 20;

  private final Map<Count, Long> counts = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  enum Count {
    KILLS,
    KILLS_DURING_START,
    WORKS,
    /// Calls that changed something and were answered.
    ACKNOWLEDGED,
    /// Calls that the kill cut off, and that were repeated.
    CUT_OFF,
    /// Verbs, Execs and Submits that were refused, most for an emergency stop.
    REFUSED,
    /// Acknowledged calls of which nothing is left.
    LOST,
    ONCE_STARTED_TWICE,
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
}
