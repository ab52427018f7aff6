package dev.interlock.server.report;

import java.util.ArrayDeque;
import java.util.Deque;
import org.owasp.encoder.Encode;

/// Writes an HTML document in parts. Elements and attributes are ours; text gets in only through
/// [#words] and [#said], which escape it. For one thread.
final class Html {
  /// At most 192 KiB of UTF-8.
  private static final int PART_CHARS_MAX = 64 << 10;

  private final Sink sink;
  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Where the parts go, in order.
  @FunctionalInterface
  interface Sink {
    void send(String part) throws InterruptedException;
  }

  Html(Sink sink) {
    this.sink = sink;
    text.append("<!DOCTYPE html>\n");
  }

  /// Begins an element.
  ///
  /// @param attributes names and values, in turn
  Html open(String element, String... attributes) {
    empty(element, attributes);
    open.push(element);
    return this;
  }

  /// Writes an element that has no end.
  Html empty(String element, String... attributes) {
    text.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      text.append(Encode.forHtmlAttribute(attributes[i + 1])).append('"');
    }
    text.append('>');
    return this;
  }

  /// Ends the innermost elements, which must be these.
  Html close(String... elements) {
    for (var element : elements) {
      if (!element.equals(open.poll())) {
        throw new IllegalStateException("bug: %s is not the innermost element".formatted(element));
      }
      text.append("</").append(element).append('>');
    }
    return this;
  }

  /// A whole element with words of ours.
  Html element(String element, String words) {
    return open(element).words(words).close(element);
  }

  /// Words of ours.
  Html words(String words) {
    text.append(Encode.forHtmlContent(words));
    return this;
  }

  /// Text of others: what could deceive the reader is made visible, and its direction is its own.
  Html said(String others) {
    return open("bdi").words(Wording.shown(others)).close("bdi");
  }

  /// Our style sheet, which is no text but rules.
  Html style(Style style) {
    text.append("<style>\n").append(style.rules()).append("</style>");
    return this;
  }

  Html line() {
    text.append('\n');
    return this;
  }

  /// Sends what has been written if it is enough for a part.
  void sendIfFull() throws InterruptedException {
    if (text.length() >= PART_CHARS_MAX) {
      send();
    }
  }

  /// Sends all that has been written.
  void send() throws InterruptedException {
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + PART_CHARS_MAX);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--; // its other half is in the next part
      }
      sink.send(text.substring(from, to));
      from = to;
    }
    text.setLength(0);
  }
}
