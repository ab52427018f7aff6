package dev.interlock.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Arguments that were checked against their declarations, defaults filled in. Immutable.
///
/// Asking for an argument that was not declared, or for a value that an optional one does not have,
/// is a mistake in the job type and throws `IllegalArgumentException`.
public final class Args {
  private final Map<String, String> values;

  private Args(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /// Binds what a user gave to what is declared; the caller has made sure that [#check] is empty.
  public static Args bind(List<Arg> declared, Map<String, String> given) {
    var values = new HashMap<String, String>();
    for (var arg : declared) {
      var value = given.get(arg.name());
      if (value != null) {
        values.put(arg.name(), value);
      } else {
        arg.defaultValue().ifPresent(text -> values.put(arg.name(), text));
      }
    }
    return new Args(values);
  }

  /// Every unknown, missing or ill-typed argument.
  ///
  /// @param path what the arguments belong to, for instance `blocks[0].jobs[1].args`
  /// @param owner whose arguments they are, for instance `job type 'sleep'`
  public static List<Violation> check(
      String path, String owner, List<Arg> declared, Map<String, String> given) {
    var violations = new ArrayList<Violation>();
    for (var arg : declared) {
      var value = given.get(arg.name());
      if (value == null && arg.isRequired()) {
        violations.add(
            new Violation(
                path + "." + arg.name(),
                "is missing; %s needs it: %s".formatted(owner, arg.description())));
      } else if (value != null) {
        problemOf(arg, value)
            .ifPresent(problem -> violations.add(new Violation(path + "." + arg.name(), problem)));
      }
    }
    violations.addAll(unknown(path, owner, declared, given));
    return violations;
  }

  /// A reference to a secret where none is taken would be handed to the job as it is.
  private static Optional<String> problemOf(Arg arg, String value) {
    return value.startsWith(SecretRef.SCHEME) && !(arg.kind() instanceof ArgKind.Secret)
        ? Optional.of("takes no secret; it is " + arg.kind().describe())
        : arg.kind().problemOf(value);
  }

  public String text(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("argument %s has no value".formatted(name)));
  }

  public long number(String name) {
    return Long.parseLong(text(name));
  }

  public boolean flag(String name) {
    return text(name).equals("true");
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static List<Violation> unknown(
      String path, String owner, List<Arg> declared, Map<String, String> given) {
    var names = declared.stream().map(Arg::name).collect(Collectors.toSet());
    if (names.containsAll(given.keySet())) {
      return List.of(); // the usual case, for every job of every request
    }
    var has = names.isEmpty() ? "no arguments" : "only " + String.join(", ", new TreeSet<>(names));
    return given.keySet().stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .map(name ->
            new Violation(
                path + "." + name, "is not an argument of %s, which has %s".formatted(owner, has)))
        .toList();
  }
}
