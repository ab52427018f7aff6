package dev.interlock.store.postgres;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.store.sql.StoreNotOpened;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/// Connects to a database that keeps what it says it keeps. Any thread.
///
/// No call hangs: connecting, each statement, each wait for a lock and each read of the socket have
/// an end, and so has a transaction whose server has gone.
final class Connector {
  private static final int VERSION_MIN = 14;

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
  private record Patience(int connect, int socket, int statement, int lock) {
    static final Patience OF_CALLS = new Patience(3, 6, 5, 3);

    /// Of what is of no use when it comes late.
    static final Patience HURRIED = new Patience(2, 2, 1, 1);

    /// Of a stop, which must be in force everywhere soon, and can wait for a lock again.
    static final Patience OF_STOPS = new Patience(2, 3, 2, 1);

    /// For what is done once, on tables of any size, while others wait.
    static final Patience OF_MIGRATIONS = new Patience(3, 3_600, 3_000, 60);

    String options() {
      return "-c statement_timeout=%ds -c lock_timeout=%ds".formatted(statement, lock)
          + " -c idle_in_transaction_session_timeout=10s -c tcp_user_timeout=10s";
    }
  }

  private Connector(String url, Patience patience) {
    this.source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setPreferQueryMode(PreferQueryMode.EXTENDED); // what we rely on counts more than the URL
    source.setApplicationName("interlock");
    source.setConnectTimeout(patience.connect());
    source.setLoginTimeout(patience.connect());
    source.setSocketTimeout(patience.socket());
    source.setTcpKeepAlive(true);
    source.setOptions(patience.options());
    source.setTargetServerType("primary");
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

  PGSimpleDataSource source() {
    return source;
  }

  /// A new connection to a database that is fit.
  ///
  /// @throws StoreNotOpened when it is not; the message names each setting
  Connection connect() throws SQLException {
    var connection = source.getConnection();
    boolean isFit = false;
    try {
      check(connection);
      isFit = true;
      return connection;
    } finally {
      if (!isFit) {
        connection.close();
      }
    }
  }

  private void check(Connection connection) throws SQLException {
    var problems = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select current_setting('server_version_num')::int, current_setting('fsync'),
                       current_setting('full_page_writes'), current_setting('synchronous_commit'),
                       pg_is_in_recovery()
                """)) {
      row.next();
      int version = row.getInt(1) / 10_000;
      if (version < VERSION_MIN) {
        problems.add("its version is %d; at least %d".formatted(version, VERSION_MIN));
      }
      needs(problems, "fsync", row.getString(2), List.of("on"));
      needs(problems, "full_page_writes", row.getString(3), List.of("on"));
      needs(problems, "synchronous_commit", row.getString(4), List.of("on", "remote_apply"));
      if (row.getBoolean(5)) {
        problems.add("it is a standby; name the primary");
      }
    }
    if (!problems.isEmpty()) {
      throw new StoreNotOpened(
          "the database %s would lose what it was given: %s"
              .formatted(place, String.join("; ", problems)));
    }
  }

  private static void needs(List<String> problems, String setting, String value, List<String> fit) {
    if (!fit.contains(value)) {
      problems.add("%s is %s; set it to %s".formatted(setting, value, fit.getFirst()));
    }
  }

  StoreUnavailable unavailable(String attempt, SQLException cause) {
    return new StoreUnavailable(
        "could not %s in %s: %s".formatted(attempt, place, cause.getMessage()), cause);
  }

  StoreUnavailable closed() {
    return new StoreUnavailable("the store in %s is closed".formatted(place), null);
  }
}
