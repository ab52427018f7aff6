package dev.interlock.plugin;

import java.util.Optional;

/// The declaration of one argument of a job type, or of one of the job type's settings.
///
/// @param name as clients write it; letter case counts
/// @param need whether it must be given, and what holds when it is not
/// @param description one line for the catalogue
public record Arg(String name, ArgKind kind, Need need, String description) {

  /// What holds when the argument is not given.
  public sealed interface Need {
    /// It must be given.
    record Required() implements Need {}

    /// It may be left out, and then has no value.
    record Optional() implements Need {}

    /// It may be left out, and then has this value.
    record Default(String value) implements Need {}
  }

  private static final int TEXT_CHARS_MAX = 4096;

  public Arg {
    if (need instanceof Need.Default(var value)) {
      kind.problemOf(value)
          .ifPresent(problem -> {
            throw new IllegalArgumentException(
                "the default \"%s\" of argument %s %s".formatted(value, name, problem));
          });
    }
  }

  public static Arg required(String name, ArgKind kind, String description) {
    return new Arg(name, kind, new Need.Required(), description);
  }

  public static Arg optional(String name, ArgKind kind, String description) {
    return new Arg(name, kind, new Need.Optional(), description);
  }

  public static Arg withDefault(String name, ArgKind kind, String value, String description) {
    return new Arg(name, kind, new Need.Default(value), description);
  }

  /// Any text of up to 4096 characters.
  public static ArgKind text() {
    return new ArgKind.Text(TEXT_CHARS_MAX);
  }

  public boolean isRequired() {
    return need instanceof Need.Required;
  }

  public Optional<String> defaultValue() {
    return need instanceof Need.Default(var value) ? Optional.of(value) : Optional.empty();
  }
}
