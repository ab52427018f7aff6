package dev.interlock.store.postgres;

import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One connection for small statements, each a transaction of its own. After a failure the next
/// call starts with a new one. Any thread; one at a time gets through.
final class Linked implements AutoCloseable {
  private final Connector connector;
  private @Nullable Session session;
  private boolean isClosed;

  Linked(Connector connector) {
    this.connector = connector;
  }

  interface Query<T> {
    T on(Session session) throws SQLException;
  }

  /// Makes a call.
  ///
  /// @param attempt what it is for, for the message when it failed
  synchronized <T> T call(String attempt, Query<T> query) {
    if (isClosed) {
      throw connector.closed();
    }
    try {
      var on = session == null ? new Session(connector.connect()) : session;
      session = on;
      return query.on(on);
    } catch (SQLException e) {
      disconnect();
      throw connector.unavailable(attempt, e);
    }
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
