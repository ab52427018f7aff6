package dev.interlock.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Listens for what others notify, on a connection of its own. For one thread, except [#close].
///
/// Never worse than waiting: while it has no connection it waits for nothing in particular, and
/// tries to get one each time.
final class Word implements AutoCloseable {
  private final Connector connector;
  private @Nullable Connection listening;
  private volatile boolean isClosed;

  Word(Connector connector) {
    this.connector = connector;
  }

  /// Waits until somebody has notified, or the time is over.
  void await(Duration patience) throws InterruptedException {
    try {
      var connection = connection();
      var _ =
          connection
              .unwrap(PGConnection.class)
              .getNotifications(Math.toIntExact(patience.toMillis()));
    } catch (SQLException e) {
      disconnect();
      throw connector.unavailable("listen", e);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private Connection connection() throws SQLException {
    if (isClosed) {
      throw connector.closed();
    }
    var known = listening;
    if (known != null) {
      return known;
    }
    var connection = connector.connect();
    listening = connection;
    try (var statement = connection.createStatement()) {
      var _ = statement.execute("listen interlock");
    }
    return connection;
  }

  private void disconnect() {
    var broken = listening;
    listening = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException _) {
        // the failure that brought us here is the one to report
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    disconnect();
  }
}
