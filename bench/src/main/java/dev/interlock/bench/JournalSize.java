package dev.interlock.bench;

import java.sql.DriverManager;
import java.sql.SQLException;

/// How much the service wrote to its journals, read from its database file.
///
/// @param rows appends
/// @param bytes of facts, over all appends
record JournalSize(long rows, long bytes) {

  static JournalSize of(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*), sum(length(facts)) from journal")) {
      row.next();
      return new JournalSize(row.getLong(1), row.getLong(2));
    }
  }

  JournalSize since(JournalSize before) {
    return new JournalSize(rows - before.rows, bytes - before.bytes);
  }
}
