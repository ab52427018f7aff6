package dev.interlock.cli.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that somebody probably meant.
public final class Nearest {
  private static final int CHANGES_MAX = 3;

  private Nearest() {}

  /// The known word that is nearest.
  ///
  /// @return empty when none is near
  public static Optional<String> to(String word, Collection<String> known) {
    record Candidate(String word, int changes) {}
    return known.stream()
        .map(other -> new Candidate(other, changes(folded(word), folded(other))))
        .filter(candidate -> candidate.changes() <= Math.min(CHANGES_MAX, word.length() / 2))
        .min(Comparator.comparingInt(Candidate::changes))
        .map(Candidate::word);
  }

  private static String folded(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /// How many letters must be put in, left out or changed (the Levenshtein distance).
  private static int changes(String from, String to) {
    var before = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      before[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      var now = new int[to.length() + 1];
      now[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        now[column] =
            Math.min(before[column - 1] + change, Math.min(before[column], now[column - 1]) + 1);
      }
      before = now;
    }
    return before[to.length()];
  }
}
