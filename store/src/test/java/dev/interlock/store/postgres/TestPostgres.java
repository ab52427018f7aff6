package dev.interlock.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL server for the tests of this JVM, which syncs its log, and an empty database
/// for each who asks. Any thread.
public final class TestPostgres {
  private static final List<String> TABLES =
      List.of(
          "work",
          "work_label",
          "request",
          "journal",
          "output",
          "answer",
          "stop",
          "bucket",
          "token_grant",
          "target_use");

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  private static final class Server {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
      } catch (IOException e) {
        throw new IllegalStateException("PostgreSQL does not start", e);
      }
    }
  }

  /// The URL of an empty database.
  public static String database() {
    var name = "test" + DATABASES.incrementAndGet();
    execute("create database " + name);
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres"
        .formatted(Server.SERVER.getPort(), name);
  }

  /// Makes a database that a store has opened as it was when that opened it first.
  public static void empty(String database) {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      for (var table : TABLES) {
        statement.addBatch("delete from " + table);
      }
      statement.addBatch("update stop_epoch set epoch = 0");
      statement.addBatch("truncate audit");
      statement.addBatch("update audit_head set seq = 0, hash = repeat('0', 64)");
      var _ = statement.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The name of a database that is known by its URL.
  public static String name(String database) {
    return database.substring(database.lastIndexOf('/') + 1, database.indexOf('?'));
  }

  /// Changes what sessions of a database begin with.
  ///
  /// @param change as `set fsync = off`
  public static void alter(String database, String change) {
    execute("alter database %s %s".formatted(name(database), change));
  }

  /// How many sessions of a database wait for a lock.
  public static long waiting(String database) {
    return number(
        """
        select count(*) from pg_stat_activity where datname = '%s' and wait_event_type = 'Lock'
        """
            .formatted(name(database)));
  }

  /// Ends sessions of a database.
  ///
  /// @param which a condition on a row of `pg_stat_activity`
  /// @return how many there were
  public static long terminate(String database, String which) {
    return number(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '%s' and %s"
            .formatted(name(database), which));
  }

  /// The number that a query selects.
  public static long number(String sql) {
    try (var connection = Server.SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As the server's owner.
  public static void execute(String sql) {
    try (var connection = Server.SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
