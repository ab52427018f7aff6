package dev.interlock.store.postgres;

import dev.interlock.engine.journal.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/// Connects to a database that keeps what it says it keeps. Any thread.
///
/// No call hangs: connecting, each statement, each wait for a lock and each read of the socket have
/// an end, and so has a transaction whose server has gone or is frozen; before PostgreSQL 17 one
/// that was frozen while it sent a batch has none.
final class Connector {
  private final PGSimpleDataSource source;
  private final String place;

  /// How long one waits for a database, in seconds. A call of ours has 10, and must tell its caller
  /// that the database is away.
  ///
  /// @param connect for a connection
  /// @param socket for a byte: longer than any statement, so that when it is over the database has
  ///   gone without a word
  /// @param statement for a statement
  /// @param lock for a lock
  /// @param transaction for a transaction, by the server, which ends the session then: a little
  ///   longer than `socket`, for then nobody waits for it any more, and one that was cut off while
  ///   it sent goes on holding its locks; 0 for ever
  private record Patience(int connect, int socket, int statement, int lock, int transaction) {
    static final Patience OF_CALLS = new Patience(3, 6, 5, 3, 7);

    /// Of what is of no use when it comes late.
    static final Patience HURRIED = new Patience(2, 2, 1, 1, 3);

    /// Of a stop, which must be in force everywhere soon, and can wait for a lock again.
    static final Patience OF_STOPS = new Patience(2, 3, 2, 1, 4);

    /// For what is done once, on tables of any size, while others wait.
    static final Patience OF_MIGRATIONS = new Patience(3, 3_600, 3_000, 60, 0);

    /// After so long without a sign of life from our machine, 10 s, the server ends the session.
    /// Not every system that it runs on can do so.
    private static final String SILENCE =
        " -c tcp_user_timeout=10s"
            + " -c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

    /// What a session is asked to have, whatever the database or the role has, as the server shows
    /// it.
    Map<String, String> asked() {
      var asked = new LinkedHashMap<String, String>();
      asked.put("statement_timeout", time(statement));
      asked.put("lock_timeout", time(lock));
      asked.put("idle_in_transaction_session_timeout", time(10));
      // what is read after a lock was granted must be what was committed before
      asked.put("default_transaction_isolation", "read committed");
      asked.put("default_transaction_read_only", "off");
      return asked;
    }

    /// As [#asked], of what older versions do not know, and refuse.
    ///
    /// @param version of the server
    Map<String, String> askedLater(int version) {
      var asked = new LinkedHashMap<String, String>();
      if (version >= 14) {
        asked.put("idle_session_timeout", "0");
      }
      if (version >= 17) {
        asked.put("transaction_timeout", transaction == 0 ? "0" : time(transaction));
      }
      return asked;
    }

    private static String time(int seconds) {
      return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
    }

    String options() {
      return asked().entrySet().stream()
          .map(asked -> "-c %s=%s".formatted(asked.getKey(), asked.getValue().replace(" ", "\\ ")))
          .collect(Collectors.joining(" ", "", SILENCE));
    }
  }

  /// Hands out no connection before it was looked at.
  private static final class Source extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient Patience patience;

    Source(Patience patience) {
      this.patience = patience;
    }

    @Override
    public Connection getConnection() throws SQLException {
      var connection = super.getConnection();
      boolean isFit = false;
      try {
        requireFit(connection);
        isFit = true;
        return connection;
      } finally {
        if (!isFit) {
          connection.close();
        }
      }
    }

    private void requireFit(Connection connection) throws SQLException {
      var asked = patience.asked();
      var later = patience.askedLater(connection.getMetaData().getDatabaseMajorVersion());
      try (var statement = connection.createStatement()) {
        statement.execute(
            later.entrySet().stream()
                .map(setting -> "set %s = '%s'".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining("; ")));
      }
      asked.putAll(later);
      var problems = Fitness.of(connection, asked.keySet()).problems(asked);
      if (!problems.isEmpty()) {
        throw new SQLException("it cannot be relied on: " + String.join("; ", problems));
      }
    }
  }

  private Connector(String url, Patience patience) {
    this.source = new Source(patience);
    source.setUrl(url);
    source.setPreferQueryMode(PreferQueryMode.EXTENDED); // what we rely on counts more than the URL
    source.setApplicationName("interlock");
    source.setConnectTimeout(patience.connect());
    source.setLoginTimeout(patience.connect());
    source.setSocketTimeout(patience.socket());
    source.setTcpKeepAlive(true);
    source.setOptions(patience.options());
    source.setTargetServerType("primary");
    source.setReadOnly(false);
    this.place = url;
  }

  /// For what callers wait for.
  ///
  /// @param url of JDBC, with the user and without a password, which comes from `~/.pgpass` or the
  ///   file that `PGPASSFILE` names
  static Connector to(String url) {
    return new Connector(url, Patience.OF_CALLS);
  }

  /// As this one, for what is of no use when it comes late.
  Connector hurried() {
    return new Connector(place, Patience.HURRIED);
  }

  /// As this one, for changes of the emergency stop.
  Connector ofStops() {
    return new Connector(place, Patience.OF_STOPS);
  }

  /// As this one, for what may take its time.
  Connector patient() {
    return new Connector(place, Patience.OF_MIGRATIONS);
  }

  /// For messages: where the database is, without any secret.
  String place() {
    return place;
  }

  /// Of connections to a database that is fit, as of [#connect].
  PGSimpleDataSource source() {
    return source;
  }

  /// A new connection to a database that is fit.
  ///
  /// @throws SQLException also when it is not: one that was may be put right again, while a server
  ///   runs; the message names each setting
  Connection connect() throws SQLException {
    return source.getConnection();
  }

  StoreUnavailable unavailable(String attempt, SQLException cause) {
    return new StoreUnavailable(
        "could not %s in %s: %s".formatted(attempt, place, cause.getMessage()), cause);
  }

  StoreUnavailable closed() {
    return new StoreUnavailable("the store in %s is closed".formatted(place), null);
  }
}
