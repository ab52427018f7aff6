package dev.interlock.engine.execute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What a running attempt shows of itself: how far it is, and the last lines it wrote. Written by
/// the attempt, read by any thread.
public final class AttemptOutput {
  private static final int LINES_MAX = 64;
  private static final int LINE_CHARS_MAX = 1_024;

  private final Deque<String> lines = new ArrayDeque<>(0);
  private int percent;
  private String note = "";

  /// A moment of it.
  ///
  /// @param percent 0 to 100
  /// @param lines the last ones, oldest first
  public record Seen(int percent, String note, List<String> lines) {}

  synchronized void progress(int newPercent, String newNote) {
    percent = Math.clamp(newPercent, 0, 100);
    note = cut(newNote);
  }

  synchronized void line(String line) {
    if (lines.size() == LINES_MAX) {
      lines.removeFirst();
    }
    lines.addLast(cut(line));
  }

  public synchronized Seen seen() {
    return new Seen(percent, note, List.copyOf(lines));
  }

  private static String cut(String text) {
    return text.length() <= LINE_CHARS_MAX ? text : text.substring(0, LINE_CHARS_MAX) + "…";
  }
}
