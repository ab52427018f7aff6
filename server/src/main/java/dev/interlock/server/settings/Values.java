package dev.interlock.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The given values while they are read; notes every problem and, for the log, every value.
final class Values {
  private final Map<String, Given> byKey;
  private final List<String> problems;
  private final List<String> effective = new ArrayList<>();
  private final Set<String> unread;

  Values(Map<String, Given> byKey, List<String> problems) {
    this.byKey = byKey;
    this.problems = problems;
    this.unread = new LinkedHashSet<>(byKey.keySet());
  }

  <T> T get(Setting<T> setting) {
    return get(setting.key(), setting);
  }

  /// The value at a key of its own; the default where it is missing or bad.
  <T> T get(String key, Setting<T> setting) {
    unread.remove(key);
    var given = byKey.get(key);
    if (given == null) {
      effective.add("%s=%s (default)".formatted(key, setting.defaultText()));
      return setting.defaultValue();
    }
    effective.add("%s=%s (%s)".formatted(key, given.text(), given.where()));
    return switch (setting.kind().read(given.text())) {
      case Kind.Read.Good<T>(var value) -> value;
      case Kind.Read.Bad<T>(var problem) -> {
        problems.add("%s: \"%s\" %s".formatted(given.where(), given.text(), problem));
        yield setting.defaultValue();
      }
    };
  }

  /// The text at a key, which [#keysBelow] gave.
  String text(String key) {
    unread.remove(key);
    var given = given(key);
    effective.add("%s=%s (%s)".formatted(key, given.text(), given.where()));
    return given.text();
  }

  /// Where the value at a key came from; the key must have one.
  Given given(String key) {
    var given = byKey.get(key);
    if (given == null) {
      throw new IllegalStateException("bug: nothing is given for " + key);
    }
    return given;
  }

  boolean has(String key) {
    return byKey.containsKey(key);
  }

  List<String> keysBelow(String prefix) {
    return byKey.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
  }

  /// The names of an operator's own in keys like `token-buckets.NAME.capacity`, in order.
  ///
  /// @param settings what the last part of such a key can be
  Set<String> namesBelow(String prefix, List<Setting<?>> settings) {
    var names = new TreeSet<String>();
    for (var key : keysBelow(prefix)) {
      int dot = key.lastIndexOf('.');
      boolean isSetting =
          settings.stream().anyMatch(setting -> key.substring(dot + 1).equals(setting.key()));
      if (dot > prefix.length() && isSetting) {
        names.add(key.substring(prefix.length(), dot));
      }
    }
    return names;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /// Every key that nobody asked for.
  List<String> unread() {
    return List.copyOf(unread);
  }

  List<String> effective() {
    return effective;
  }
}
