package dev.interlock.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A transaction whose statements go to the database together, with its commit, and whose answers
/// come back together: one round trip and one sync of the log for all of it. For one thread.
///
/// Each statement sees what those before it did, and what others had committed when it began. One
/// that is alone commits by itself.
final class Batch {
  private final List<Part> parts = new ArrayList<>();

  void add(Part part) {
    parts.add(part);
  }

  /// Carries it out; durable when this returns.
  ///
  /// @param connection commits by itself; after a failure it may be in a transaction that the
  ///   caller ends
  void run(Connection connection) throws SQLException {
    if (parts.size() == 1 && connection.getAutoCommit()) {
      execute(connection, parts.getFirst().sql()); // to begin and commit costs more than it does
      return;
    }
    connection.setAutoCommit(false);
    execute(connection, parts.isEmpty() ? "commit" : sql() + ";\ncommit");
    connection.setAutoCommit(true);
  }

  /// Carries it out without an end: a [#run] of another batch on the same connection ends it.
  void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    if (!parts.isEmpty()) {
      execute(connection, sql());
    }
  }

  private String sql() {
    return parts.stream().map(Part::sql).collect(Collectors.joining(";\n"));
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (var part : parts) {
        parameter = part.bind(statement, parameter);
      }
      boolean hasRows = statement.execute();
      for (var part : parts) {
        if (!hasRows) {
          throw new IllegalStateException("bug: this selects nothing: " + part.sql());
        }
        try (var rows = statement.getResultSet()) {
          part.read(rows);
        }
        hasRows = statement.getMoreResults();
      }
    }
  }
}
