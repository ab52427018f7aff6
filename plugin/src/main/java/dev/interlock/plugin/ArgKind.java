package dev.interlock.plugin;

import java.util.List;
import java.util.Optional;

/// The type of an argument: which texts are values of it. Arguments travel as text.
public sealed interface ArgKind {

  /// Says what is wrong with `text`, for instance `must be a whole number from 1 to 60`.
  ///
  /// @return empty when `text` is a value of this kind
  Optional<String> problemOf(String text);

  /// One phrase for the catalogue: `whole number, 1 to 60`.
  String describe();

  /// Any text of 1 to `charsMax` characters.
  record Text(int charsMax) implements ArgKind {
    @Override
    public Optional<String> problemOf(String text) {
      if (text.isEmpty()) {
        return Optional.of("must not be empty");
      }
      return text.length() <= charsMax
          ? Optional.empty()
          : Optional.of("has %d characters; at most %d".formatted(text.length(), charsMax));
    }

    @Override
    public String describe() {
      return "text";
    }
  }

  /// A whole number in decimal digits, `min` to `max`.
  record WholeNumber(long min, long max) implements ArgKind {
    @Override
    public Optional<String> problemOf(String text) {
      try {
        long value = Long.parseLong(text);
        if (value >= min && value <= max) {
          return Optional.empty();
        }
      } catch (NumberFormatException _) {
        // said below, in the same words as a number out of range
      }
      return Optional.of("must be a whole number from %d to %d".formatted(min, max));
    }

    @Override
    public String describe() {
      return "whole number, %d to %d".formatted(min, max);
    }
  }

  /// A secret, which is given by where it is and never by itself: a [SecretRef]. The job gets the
  /// value.
  record Secret() implements ArgKind {
    @Override
    public Optional<String> problemOf(String text) {
      // without the text: somebody may have written the secret itself
      return SecretRef.parse(text).isPresent()
          ? Optional.empty()
          : Optional.of("must say where the secret is, and not what: " + SecretRef.RULE);
    }

    @Override
    public String describe() {
      return "secret, by reference";
    }
  }

  /// Exactly `true` or `false`.
  record Flag() implements ArgKind {
    @Override
    public Optional<String> problemOf(String text) {
      return text.equals("true") || text.equals("false")
          ? Optional.empty()
          : Optional.of("must be true or false");
    }

    @Override
    public String describe() {
      return "true or false";
    }
  }

  /// Exactly one of `values`.
  record Choice(List<String> values) implements ArgKind {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public Optional<String> problemOf(String text) {
      return values.contains(text)
          ? Optional.empty()
          : Optional.of("must be one of " + String.join(", ", values));
    }

    @Override
    public String describe() {
      return "one of " + String.join(", ", values);
    }
  }
}
