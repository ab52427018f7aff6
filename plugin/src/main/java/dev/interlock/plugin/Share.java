package dev.interlock.plugin;

import java.util.Optional;
import java.util.regex.Pattern;

/// Some of the sequences of a block: so many, or so many of a hundred.
///
/// @param number 1 to 100,000 sequences, or 1 to 100 percent
/// @param isPercent what `number` counts
public record Share(int number, boolean isPercent) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(%?)");

  public Share {
    if (number < 0) {
      throw new IllegalArgumentException("a share of %d is none".formatted(number));
    }
  }

  /// So many sequences.
  public static Share count(int number) {
    return new Share(number, false);
  }

  /// So many of a hundred.
  public static Share percent(int number) {
    return new Share(number, true);
  }

  /// Reads `5` or `25%`, the form that [#toString] writes.
  ///
  /// @return empty when the text has another form
  public static Optional<Share> find(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new Share(Integer.parseInt(parts.group(1)), !parts.group(2).isEmpty()))
        : Optional.empty();
  }

  /// How many of `sequences` it is, at least 1; a percentage is rounded down.
  public int of(int sequences) {
    return Math.max(1, isPercent ? (int) ((long) sequences * number / 100) : number);
  }

  @Override
  public String toString() {
    return isPercent ? number + "%" : Integer.toString(number);
  }
}
