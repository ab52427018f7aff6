package dev.interlock.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/// What the disk allows: the same durable writes by bare JDBC, one thread, nothing else.
///
/// A row is one append to a journal as the service stores it: key, fence, time, and a blob of facts
/// of the size that the service wrote in the same run.
final class Floor implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;
  private final byte[] blob;
  private final byte[] id = new byte[16];
  private long seq;

  private Floor(Connection connection, PreparedStatement insert, byte[] blob) {
    this.connection = connection;
    this.insert = insert;
    this.blob = blob;
  }

  /// A new database in `folder`, with the same settings as the service's.
  static Floor onSqlite(Path folder, int blobBytes) throws SQLException, java.io.IOException {
    var file = Files.createTempFile(folder, "floor", ".db");
    var config = new SQLiteConfig();
    config.setGetGeneratedKeys(false); // else the driver runs a query after each insert
    var connection = config.createConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = full");
      statement.execute(
          """
          create table journal (
            work_id blob not null,
            seq integer not null,
            fence integer not null,
            at integer not null,
            facts blob not null,
            primary key (work_id, seq)) without rowid
          """);
    }
    connection.setAutoCommit(false);
    return new Floor(
        connection,
        connection.prepareStatement("insert into journal values (?, ?, ?, ?, ?)"),
        new byte[Math.max(1, blobBytes)]);
  }

  /// A new table beside the service's.
  static Floor onPostgres(Connection connection, int blobBytes) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("drop table if exists floor");
      statement.execute(
          """
          create table floor (
            work_id bytea not null,
            seq bigint not null,
            fence bigint not null,
            at bigint not null,
            facts bytea not null,
            primary key (work_id, seq))
          """);
    }
    connection.setAutoCommit(false);
    return new Floor(
        connection,
        connection.prepareStatement("insert into floor values (?, ?, ?, ?, ?)"),
        new byte[Math.max(1, blobBytes)]);
  }

  /// Rows per second over `rows` rows, `rowsACommit` in each transaction.
  double rowsPerSecond(int rows, int rowsACommit) throws SQLException {
    connection.setAutoCommit(rowsACommit == 1); // one round trip, where there is one to make
    long start = System.nanoTime();
    for (int done = 0; done < rows; ) {
      for (int i = 0; i < rowsACommit && done < rows; i++, done++) {
        insert.setBytes(1, id);
        insert.setLong(2, ++seq);
        insert.setLong(3, 1);
        insert.setLong(4, seq);
        insert.setBytes(5, blob);
        insert.addBatch();
      }
      var _ = insert.executeBatch();
      if (rowsACommit > 1) {
        connection.commit();
      }
    }
    return rows * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}
