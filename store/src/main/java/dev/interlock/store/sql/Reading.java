package dev.interlock.store.sql;

import java.sql.SQLException;

/// Lends connections that only read. Any thread.
public interface Reading extends AutoCloseable {

  /// One look at the database.
  @FunctionalInterface
  interface Query<T> {
    T on(Session session) throws SQLException;
  }

  /// Looks at the database.
  ///
  /// @param attempt what is read, for the message when it could not be
  /// @throws dev.interlock.engine.journal.StoreUnavailable when it could not
  <T> T read(String attempt, Query<T> query);

  @Override
  void close();
}
