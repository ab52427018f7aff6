package dev.interlock.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Opens connections to one database file, each with the settings that its use needs. Any thread.
///
/// @param pagesMax how far the file may grow, in pages of 4 KiB
record Connections(Path file, long pagesMax) {
  /// The most that SQLite can count.
  static final long PAGES_MAX = 4_294_967_294L;

  private static final int BUSY_MILLIS = 5_000;
  private static final int WRITER_CACHE_KIB = 32 * 1024;
  private static final int READER_CACHE_KIB = 4 * 1024;

  private static final long WAL_BYTES_KEPT = 64L * 1024 * 1024;

  /// For the one writer: what it committed is on disk.
  Connection writer() throws SQLException {
    var connection = durable().getConnection();
    try (var statement = connection.createStatement()) {
      cache(statement, WRITER_CACHE_KIB);
      statement.execute("pragma journal_size_limit = " + WAL_BYTES_KEPT);
      statement.execute("pragma max_page_count = " + pagesMax);
    }
    return connection;
  }

  /// For reading only: it cannot write.
  Connection reader() throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(true);
    var connection = source(config).getConnection();
    try (var statement = connection.createStatement()) {
      cache(statement, READER_CACHE_KIB);
    }
    return connection;
  }

  /// With the settings on which durability rests.
  SQLiteDataSource durable() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    // otherwise the driver prepares and runs a query after every insert
    config.setGetGeneratedKeys(false);
    return source(config);
  }

  private SQLiteDataSource source(SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static void cache(Statement statement, int kib) throws SQLException {
    statement.execute("pragma cache_size = -" + kib);
  }
}
