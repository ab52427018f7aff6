package dev.interlock.engine.work;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The id of a work: a UUID that carries no meaning.
public record WorkId(UUID value) implements Comparable<WorkId> {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final String LOWEST = "00000000-0000-0000-0000-000000000000";

  /// Reads the usual form of 36 characters.
  ///
  /// @return empty when `text` has any other form
  public static Optional<WorkId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new WorkId(UUID.fromString(text)))
        : Optional.empty();
  }

  /// Whether the usual form of an id may begin so, in lower case.
  public static boolean isStart(String text) {
    return text.length() <= LOWEST.length()
        && FORM.matcher(text + LOWEST.substring(text.length())).matches()
        && text.equals(text.toLowerCase(Locale.ROOT));
  }

  @Override
  public int compareTo(WorkId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
