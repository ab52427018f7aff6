package dev.interlock.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether what a session says of itself is what we rely on.
///
/// @param settings by name, as the server shows them
record Fitness(Map<String, String> settings) {
  private static final String VERSION = "server_version_num";
  private static final int VERSION_MIN = 14;

  private static final List<Need> NEEDS =
      List.of(
          new Need("fsync", List.of("on"), "fsync is %s; set it to on"),
          new Need("full_page_writes", List.of("on"), "full_page_writes is %s; set it to on"),
          new Need(
              "synchronous_commit",
              List.of("on", "remote_apply"),
              "synchronous_commit is %s; set it to on"),
          // no trigger would run, such as an auditor's
          new Need(
              "session_replication_role",
              List.of("origin"),
              "session_replication_role is %s; set it to origin"),
          new Need("server_encoding", List.of("UTF8"), "its encoding is %s; make one with UTF8"),
          new Need("in_hot_standby", List.of("off"), "it is a standby; name the primary"));

  /// What cannot be asked for.
  ///
  /// @param problem takes the value that there is
  private record Need(String setting, List<String> fit, String problem) {}

  Fitness {
    settings = Map.copyOf(settings);
  }

  /// @param asked the names of what the session was asked to have
  static Fitness of(Connection connection, Set<String> asked) throws SQLException {
    var names = new ArrayList<>(asked);
    names.add(VERSION);
    NEEDS.forEach(need -> names.add(need.setting()));
    var columns =
        names.stream()
            .map("current_setting('%s', true)"::formatted) // null of what is not known
            .collect(Collectors.joining(", "));
    var settings = new HashMap<String, String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select " + columns)) {
      row.next();
      for (int at = 0; at < names.size(); at++) {
        var value = row.getString(at + 1);
        if (value != null) {
          settings.put(names.get(at), value);
        }
      }
    }
    return new Fitness(settings);
  }

  /// What is wrong, for people; empty when nothing is.
  ///
  /// @param asked what the session was asked to have
  List<String> problems(Map<String, String> asked) {
    int version = Integer.parseInt(value(VERSION)) / 10_000;
    if (version < VERSION_MIN) {
      return List.of("its version is %d; at least %d".formatted(version, VERSION_MIN));
    }
    var problems = new ArrayList<String>();
    for (var need : NEEDS) {
      var value = value(need.setting());
      if (!need.fit().contains(value)) {
        problems.add(need.problem().formatted(value));
      }
    }
    problems.addAll(notAsAsked(asked));
    return problems;
  }

  private List<String> notAsAsked(Map<String, String> asked) {
    var problems = new ArrayList<String>();
    asked.forEach((setting, wanted) -> {
      if (!value(setting).equals(wanted)) {
        problems.add(
            "%s is %s although %s was asked for".formatted(setting, value(setting), wanted));
      }
    });
    if (!problems.isEmpty()) {
      problems.add(
          "a pooler that lends connections for a transaction, as pgbouncer may, or that ignores options cannot be between: name the database itself");
    }
    return problems;
  }

  private String value(String setting) {
    return settings.getOrDefault(setting, "missing");
  }
}
