package dev.interlock.store.postgres;

import java.time.Duration;
import org.postgresql.PGConnection;

/// Listens for what others notify, on a connection of its own. For one thread, except [#close].
final class Word implements AutoCloseable {
  private final Linked listening;

  Word(Connector connector) {
    this.listening =
        new Linked(
            connector,
            session -> {
              session.execute("listen interlock");
              return true;
            });
  }

  /// Waits until somebody has notified, or the time is over.
  ///
  /// @return whether somebody has
  boolean await(Duration patience) throws InterruptedException {
    int millis = Math.toIntExact(patience.toMillis());
    int words =
        listening.read(
            "listen",
            session ->
                session.connection().unwrap(PGConnection.class).getNotifications(millis).length);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return words > 0;
  }

  @Override
  public void close() {
    listening.close();
  }
}
