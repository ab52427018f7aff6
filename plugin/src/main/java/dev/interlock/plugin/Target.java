package dev.interlock.plugin;

/// A thing in the world that a job touches. Two are the same when kind and name are, letter by
/// letter.
///
/// @param kind what sort of thing, for instance `machine`; 1 to 64 characters
/// @param name which one, for instance `aa01.aap`; 1 to 256 characters
public record Target(String kind, String name) {
  private static final int KIND_MAX = 64;
  private static final int NAME_MAX = 256;

  public Target {
    requireLength("kind", kind, KIND_MAX);
    requireLength("name", name, NAME_MAX);
  }

  private static void requireLength(String what, String value, int max) {
    if (value.isBlank() || value.length() > max) {
      throw new IllegalArgumentException(
          "the %s of a target is \"%s\"; it must have 1 to %d characters"
              .formatted(what, value, max));
    }
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
