package dev.interlock.engine.work;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The id of a work: a UUID that carries no meaning.
public record WorkId(UUID value) implements Comparable<WorkId> {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /// Reads the usual form of 36 characters.
  ///
  /// @return empty when `text` has any other form
  public static Optional<WorkId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new WorkId(UUID.fromString(text)))
        : Optional.empty();
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
