package dev.interlock.engine.access;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names of works: some by themselves, and all that begin in some way.
///
/// @param names exactly these
/// @param starts every name that begins with one of these; an empty text is how all of them begin
public record NameScope(Set<String> names, Set<String> starts) {
  public static final NameScope NONE = new NameScope(Set.of(), Set.of());
  public static final NameScope ALL = new NameScope(Set.of(), Set.of(""));

  /// What a pattern must be, as the rest of a sentence.
  public static final String RULE =
      "a work's name, or how names begin with a * after it: Disk*; * is every name";

  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{0,64}\\*?");

  public NameScope {
    names = Set.copyOf(names);
    starts = Set.copyOf(starts);
  }

  /// Reads a pattern, `Disk*` for instance.
  ///
  /// @return empty when it is none; see [#RULE]
  public static Optional<NameScope> parse(String pattern) {
    if (pattern.isEmpty() || !FORM.matcher(pattern).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        pattern.endsWith("*")
            ? new NameScope(Set.of(), Set.of(pattern.substring(0, pattern.length() - 1)))
            : new NameScope(Set.of(pattern), Set.of()));
  }

  /// All names that are in one of the two.
  public NameScope and(NameScope other) {
    return new NameScope(union(names, other.names), union(starts, other.starts));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /// Whether a name is in it.
  public boolean has(String name) {
    return names.contains(name) || starts.stream().anyMatch(name::startsWith);
  }

  /// Whether every name is in it.
  public boolean isAll() {
    return starts.contains("");
  }

  /// Whether no name is in it.
  public boolean isNone() {
    return names.isEmpty() && starts.isEmpty();
  }
}
