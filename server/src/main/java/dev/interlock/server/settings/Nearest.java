package dev.interlock.server.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Nearest {
  private Nearest() {}

  /// Nobody has meant a word by a text that is longer, and it takes long to find out.
  private static final int CHARS_MAX = 64;

  /// The known word with the fewest letters to change, if they are few.
  public static Optional<String> to(String word, Collection<String> known) {
    if (word.length() > CHARS_MAX) {
      return Optional.empty();
    }
    int most = Math.max(2, word.length() / 3);
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /// `; did you mean "listen"?`, or nothing.
  public static String hint(String word, Collection<String> known) {
    return to(word, known).map("; did you mean \"%s\"?"::formatted).orElse("");
  }

  /// Levenshtein's distance: how many letters must be changed, added or left out.
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
