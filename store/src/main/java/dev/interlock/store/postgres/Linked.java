package dev.interlock.store.postgres;

import dev.interlock.store.sql.Reading;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One connection for small statements, each a transaction of its own; some of them write. After a
/// failure the next call starts with a new one. Any thread; one at a time gets through.
final class Linked implements Reading {
  private final Connector connector;
  private final Query<?> first;
  private @Nullable Session session;
  private boolean isClosed;

  /// Not connected yet.
  Linked(Connector connector) {
    this(connector, _ -> true);
  }

  /// Not connected yet.
  ///
  /// @param first is done on each new connection
  Linked(Connector connector, Query<?> first) {
    this.connector = connector;
    this.first = first;
  }

  @Override
  public synchronized <T> T read(String attempt, Query<T> query) {
    if (isClosed) {
      throw connector.closed();
    }
    try {
      return query.on(connected());
    } catch (SQLException e) {
      disconnect();
      throw connector.unavailable(attempt, e);
    }
  }

  private Session connected() throws SQLException {
    var known = session;
    if (known != null) {
      return known;
    }
    var connected = new Session(connector.connect());
    session = connected;
    var _ = first.on(connected);
    return connected;
  }

  private void disconnect() {
    var broken = session;
    session = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException _) {
        // the failure that brought us here is the one to report
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    disconnect();
  }
}
