package dev.interlock.engine.admit;

import dev.interlock.plugin.Violation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Collects what is wrong with a request, in the words that are common to its parts.
final class Problems {
  static final String NAME_RULE =
      "1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  private final List<Violation> violations = new ArrayList<>();

  List<Violation> violations() {
    return violations;
  }

  void add(String path, String message) {
    violations.add(new Violation(path, message));
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// A number from `min` to `max`.
  void number(String path, int value, int min, int max) {
    if (value < min || value > max) {
      add(path, "is %d; it must be %d to %d".formatted(value, min, max));
    }
  }

  /// A time from `min` to `max`.
  void time(String path, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      add(path, "is %s; it must be %s to %s".formatted(words(value), words(min), words(max)));
    }
  }

  /// `0.5 s`, `90 s`, `1 h`, `30 days`.
  private static String words(Duration time) {
    long hours = time.toHours();
    if (hours > 0 && time.equals(Duration.ofHours(hours))) {
      return hours > 24 && hours % 24 == 0 ? hours / 24 + " days" : hours + " h";
    }
    var seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  void name(String path, String value) {
    if (!NAME.matcher(value).matches()) {
      add(path, "is %s; it must be %s".formatted(quoted(value), NAME_RULE));
    }
  }

  void text(String path, String value, int charsMax) {
    if (value.length() > charsMax) {
      add(path, "has %d characters; at most %d".formatted(value.length(), charsMax));
    }
    if (value.chars().anyMatch(Problems::isForbidden)) {
      add(path, "has a control character; only line feed and tab are allowed");
    }
    if (value.codePoints().anyMatch(Problems::isHalfACharacter)) {
      add(path, "has half of a surrogate pair, which no UTF-8 text has");
    }
  }

  /// The value of a label: on one line, and nothing that is not seen.
  void label(String path, String value) {
    if (value.length() > RequestLimits.LABEL_VALUE_CHARS_MAX) {
      add(
          path,
          "has %d characters; at most %d"
              .formatted(value.length(), RequestLimits.LABEL_VALUE_CHARS_MAX));
    }
    value
        .codePoints()
        .filter(c -> !isSeen(c))
        .findFirst()
        .ifPresent(c -> add(path, "has the character U+%04X, which nobody sees".formatted(c)));
  }

  private static boolean isSeen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static boolean isHalfACharacter(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isForbidden(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }

  /// What a user wrote, safe to show.
  static String quoted(String text) {
    var safe = new StringBuilder("\"");
    text.codePoints()
        .limit(80)
        .forEach(c -> {
          if (Character.isISOControl(c) || isHalfACharacter(c)) {
            safe.append("\\u%04x".formatted(c));
          } else {
            safe.appendCodePoint(c);
          }
        });
    return safe.append(text.codePointCount(0, text.length()) > 80 ? "…\"" : "\"").toString();
  }
}
