package dev.interlock.engine.execute;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What an attempt shows of itself: how far it is, and what it wrote, of which the beginning and
/// the end are kept. Written by the attempt, read by any thread.
public final class AttemptOutput {
  private static final int LINES_SHOWN_MAX = 64;
  private static final int LINE_CHARS_MAX = 1_024;

  /// 64 KiB together, in characters.
  private static final int PART_CHARS_MAX = 32 * 1_024;

  private final List<String> head = new ArrayList<>(0);
  private final Deque<String> tail = new ArrayDeque<>(0);
  private int headChars;
  private int tailChars;
  private long leftOut;
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
    var cut = cut(line);
    int chars = cut.length() + 1;
    if (tail.isEmpty() && headChars + chars <= PART_CHARS_MAX) {
      head.add(cut);
      headChars += chars;
      return;
    }
    tail.addLast(cut);
    tailChars += chars;
    while (tailChars > PART_CHARS_MAX) {
      tailChars -= tail.removeFirst().length() + 1;
      leftOut++;
    }
  }

  public synchronized Seen seen() {
    var last = new ArrayList<>(tail);
    for (int i = head.size() - 1; i >= 0 && last.size() < LINES_SHOWN_MAX; i--) {
      last.addFirst(head.get(i));
    }
    int from = Math.max(0, last.size() - LINES_SHOWN_MAX);
    return new Seen(percent, note, List.copyOf(last.subList(from, last.size())));
  }

  /// Everything that is kept, a line each; says where something was left out.
  public synchronized String text() {
    var text = new StringBuilder(headChars + tailChars);
    head.forEach(line -> text.append(line).append('\n'));
    if (leftOut > 0) {
      text.append("[%d lines left out]\n".formatted(leftOut));
    }
    tail.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String cut(String text) {
    return text.length() <= LINE_CHARS_MAX ? text : text.substring(0, LINE_CHARS_MAX) + "…";
  }
}
