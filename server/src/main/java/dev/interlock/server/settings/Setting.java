package dev.interlock.server.settings;

/// One thing that an operator can set.
///
/// @param key as the settings file writes it; the flag is `--key`, the variable `INTERLOCK_KEY`
/// @param defaultText read like any other value
/// @param description one line for the help
record Setting<T>(String key, Kind<T> kind, String defaultText, String description) {
  T defaultValue() {
    return switch (kind.read(defaultText)) {
      case Kind.Read.Good<T>(var value) -> value;
      case Kind.Read.Bad<T>(var problem) ->
          throw new IllegalStateException(
              "bug: the default of %s, \"%s\", %s".formatted(key, defaultText, problem));
    };
  }
}
