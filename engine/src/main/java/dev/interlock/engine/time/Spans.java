package dev.interlock.engine.time;

import java.time.Duration;

/// Lengths of time in messages to people.
public final class Spans {
  private Spans() {}

  /// In seconds, as requests write it, where they are whole: `90 s`; else `1500 ms`.
  public static String inWords(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
