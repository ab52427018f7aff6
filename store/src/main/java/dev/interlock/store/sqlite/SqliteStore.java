package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.move.Side;
import dev.interlock.store.sql.SqlStore;
import dev.interlock.store.sql.StoreNotOpened;
import dev.interlock.store.sql.WorkRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Keeps everything in one SQLite file, for one server at a time. Any thread.
///
/// Durable: the write-ahead log is synced at each commit, before it returns.
public final class SqliteStore extends SqlStore {
  /// What this kind of store is called.
  public static final String KIND = "sqlite";

  /// By the index of what is due, which has no work that has ended.
  static final String UNENDED =
      """
      select name, count(*)
        from (select name from work indexed by work_due where due < 9223372036854775807%s limit ?)
       group by name
      """;

  private static final int READERS_MAX = 4;

  private final StoreFile file;
  private final Writer writer;
  private final Readers readers;

  private SqliteStore(StoreFile file, Writer writer, Readers readers, Readers stopReader) {
    super(readers, readers, stopReader, Ids.DIALECT, UNENDED);
    this.file = file;
    this.writer = writer;
    this.readers = readers;
  }

  /// Opens the database, making it and its folder when they are missing.
  ///
  /// @throws StoreNotOpened when another server has it open, it is damaged, it was written by a
  ///   newer version, or the path cannot be used
  public static SqliteStore open(Path path) {
    return open(path, Connections.PAGES_MAX);
  }

  /// As [#open(Path)], with a limit on the size of the file.
  static SqliteStore open(Path path, long pagesMax) {
    return opened(
        path,
        pagesMax,
        (file, connections) ->
            new SqliteStore(
                file,
                Writer.open(connections),
                new Readers(connections, READERS_MAX),
                new Readers(connections, 1)));
  }

  /// Opens a database for copying, making it when it is missing, and keeps servers away from it.
  ///
  /// @throws StoreNotOpened as [#open(Path)]
  public static Side side(Path path) {
    return opened(
        path,
        Connections.PAGES_MAX,
        (file, connections) -> {
          var connection = connections.writer();
          connection.setAutoCommit(false);
          return new Side(connection, Ids.DIALECT, file.path().toString(), file::close);
        });
  }

  /// Makes something of a database that is held and has the schema.
  private interface Opening<T> {
    T on(StoreFile file, Connections connections) throws SQLException;
  }

  private static <T> T opened(Path path, long pagesMax, Opening<T> opening) {
    var file = StoreFile.open(path);
    var connections = new Connections(file.path(), pagesMax);
    boolean isOpen = false;
    try {
      Schema.prepare(connections);
      var opened = opening.on(file, connections);
      isOpen = true;
      return opened;
    } catch (SQLException e) {
      throw new StoreNotOpened(
          "the database %s cannot be opened: %s".formatted(path, DiskTrouble.remedy(e)), e);
    } finally {
      if (!isOpen) {
        file.close();
      }
    }
  }

  @Override
  public List<WriteResult> commit(List<Write> writes) {
    return writer.commit(writes);
  }

  /// A file has one server, and what it may claim it knows.
  @Override
  public List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    return due(untilMillis, after, max, "true", List.of());
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return readers.read(
        "list works",
        session ->
            WorkRow.records(WorkList.of(filter, session).select(session, after, max), Ids.DIALECT));
  }

  /// Ends the reading and writing, copies the log into the file and lets other servers have it.
  @Override
  public void close() {
    super.close();
    try {
      writer.close();
    } finally {
      file.close();
    }
  }
}
