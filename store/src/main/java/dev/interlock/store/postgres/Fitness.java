package dev.interlock.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether what a session says of itself is what we rely on.
///
/// @param settings by name, each in the unit of `pg_settings`
record Fitness(Map<String, String> settings) {
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

  static Fitness of(Connection connection) throws SQLException {
    var settings = new HashMap<String, String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select name, setting from pg_settings")) {
      while (row.next()) {
        settings.put(row.getString(1), row.getString(2));
      }
    }
    return new Fitness(settings);
  }

  /// What is wrong, for people; empty when nothing is.
  ///
  /// @param asked what the session was asked to have
  List<String> problems(Map<String, String> asked) {
    int version = Integer.parseInt(value("server_version_num")) / 10_000;
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
