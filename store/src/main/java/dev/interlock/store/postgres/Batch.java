package dev.interlock.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A transaction whose statements go to the database together, with its commit, and whose answers
/// come back together: one round trip and one sync of the log for all of it. For one thread.
///
/// Each statement sees what those before it did, and what others had committed when it began.
final class Batch {
  private final List<Part> parts = new ArrayList<>();

  void add(Part part) {
    parts.add(part);
  }

  /// Carries it out; durable when this returns.
  ///
  /// @param connection commits by itself no more; is rolled back by the caller after a failure
  void run(Connection connection) throws SQLException {
    var sql = new StringBuilder();
    for (var part : parts) {
      sql.append(part.sql()).append(";\n");
    }
    sql.append("commit");
    try (var statement = connection.prepareStatement(sql.toString())) {
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
