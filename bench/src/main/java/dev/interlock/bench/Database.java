package dev.interlock.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Where the server under test keeps works.
sealed interface Database {

  /// How much the service has written to its journals.
  JournalSize journal() throws SQLException;

  /// The same writes without the service.
  Floor floor(int blobBytes) throws SQLException, IOException;

  /// A file.
  ///
  /// @param folder for the floor's own
  record Sqlite(Path folder, Path file) implements Database {
    @Override
    public JournalSize journal() throws SQLException {
      return JournalSize.of("jdbc:sqlite:" + file);
    }

    @Override
    public Floor floor(int blobBytes) throws SQLException, IOException {
      return Floor.onSqlite(folder, blobBytes);
    }
  }

  /// A server of its own on the same disk, which syncs its log.
  record Postgres(EmbeddedPostgres server) implements Database, AutoCloseable {
    static Postgres start(Path folder) throws IOException {
      return new Postgres(
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("postgres"))
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start());
    }

    String url() {
      return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.getPort());
    }

    @Override
    public JournalSize journal() throws SQLException {
      return JournalSize.of(url());
    }

    /// What it has written and what it keeps, in bytes.
    ///
    /// @param log all that was ever written to the write-ahead log
    /// @param tables with their indexes
    record Disk(long log, long tables) {}

    Disk disk() throws SQLException {
      try (var connection = DriverManager.getConnection(url());
          var statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  """
                  select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),
                         (select sum(pg_total_relation_size(oid)) from pg_class
                           where relkind = 'r' and relnamespace = 'public'::regnamespace)
                  """)) {
        row.next();
        return new Disk(row.getLong(1), row.getLong(2));
      }
    }

    @Override
    public Floor floor(int blobBytes) throws SQLException {
      return Floor.onPostgres(DriverManager.getConnection(url()), blobBytes);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
