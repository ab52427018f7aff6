package dev.interlock.cli.screen;

import java.util.Locale;
import java.util.function.IntPredicate;

/// Makes text of others safe to show. A server's texts hold what anybody submitted: written to a
/// terminal as they are, control characters could move the cursor, rename the window or hide lines,
/// and marks of direction could show words in another order.
public final class PlainText {
  private PlainText() {}

  /// On one line, with everything that is not plainly visible written as an escape.
  public static String of(String text) {
    return escaped(text, PlainText::isUnsafe);
  }

  /// The same for a JSON document, where only its strings can hold such characters and an escape
  /// changes nothing of what they mean.
  ///
  /// @param isAsciiOnly whether every other character than those of ASCII is written as an escape
  public static String ofJson(String json, boolean isAsciiOnly) {
    return escaped(json, c -> c != '\n' && (isUnsafe(c) || (isAsciiOnly && c > 0x7e)));
  }

  private static String escaped(String text, IntPredicate unsafe) {
    if (text.chars().noneMatch(unsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(c -> {
          if (unsafe.test(c)) {
            safe.append(escape(c));
          } else {
            safe.append((char) c);
          }
        });
    return safe.toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", c);
    };
  }

  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || switch (Character.getType(c)) {
          // Marks of direction, joiners and the like: they change what others look like.
          case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
          default -> false;
        };
  }
}
