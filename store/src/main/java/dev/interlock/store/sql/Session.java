package dev.interlock.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// A connection and its statements, each prepared once. One thread at a time.
public final class Session implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  public Session(Connection connection) {
    this.connection = connection;
  }

  /// A statement, ready to be bound and executed.
  ///
  /// @param sql one of the few texts of the program: all of them are kept
  public PreparedStatement statement(String sql) throws SQLException {
    var known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    var statement = connection.prepareStatement(sql);
    prepared.put(sql, statement);
    return statement;
  }

  /// For what is no statement.
  public Connection connection() {
    return connection;
  }

  public void execute(String sql) throws SQLException {
    statement(sql).execute();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
