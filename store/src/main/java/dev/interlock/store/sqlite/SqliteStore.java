package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.blob.RequestBlob;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps everything in one SQLite file, for one server at a time. Any thread.
///
/// Durable: the write-ahead log is synced at each commit, before it returns.
public final class SqliteStore implements WorkStore {
  /// What this kind of store is called.
  public static final String KIND = "sqlite";

  /// By the index of what is due, which has no work that has ended.
  static final String UNENDED =
      """
      select name, count(*)
        from (select name from work indexed by work_due where due < 9223372036854775807 limit ?)
       group by name
      """;

  private static final int READERS_MAX = 4;

  private final StoreFile file;
  private final Writer writer;
  private final Readers readers;

  /// Of its own, so that no list of works, however long it takes, holds the emergency stop up.
  private final Readers stopReader;

  private SqliteStore(StoreFile file, Writer writer, Connections connections) {
    this.file = file;
    this.writer = writer;
    this.readers = new Readers(connections, READERS_MAX);
    this.stopReader = new Readers(connections, 1);
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
    var file = StoreFile.open(path);
    var connections = new Connections(file.path(), pagesMax);
    boolean isOpen = false;
    try {
      Schema.prepare(connections);
      var store = new SqliteStore(file, Writer.open(connections), connections);
      isOpen = true;
      return store;
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

  @Override
  public Optional<WorkRecord> find(WorkId id) {
    return readers.read(
        "read a work",
        session -> {
          var select = session.statement(WorkRow.SELECT + "from work where id = ?");
          select.setBytes(1, Ids.bytes(id));
          return works(select).stream().findFirst();
        });
  }

  @Override
  public Optional<WorkReq> request(WorkId id) {
    return readers.read(
        "read a work request",
        session -> {
          var select = session.statement("select body from request where work_id = ?");
          select.setBytes(1, Ids.bytes(id));
          try (var row = select.executeQuery()) {
            return row.next()
                ? Optional.of(RequestBlob.request(row.getBytes(1)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    return readers.read(
        "read a journal",
        session -> {
          var select =
              session.statement(
                  """
                  select seq, at, facts from journal
                   where work_id = ? and seq > ? order by seq limit ?
                  """);
          select.setBytes(1, Ids.bytes(id));
          select.setLong(2, afterSeq);
          select.setInt(3, max);
          var entries = new ArrayList<JournalEntry>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              var at = Instant.ofEpochMilli(row.getLong(2));
              entries.add(new JournalEntry(row.getLong(1), at, FactsBlob.facts(row.getBytes(3))));
            }
          }
          return entries;
        });
  }

  @Override
  public Optional<String> output(WorkId id, int job, int attempt) {
    return readers.read(
        "read an attempt's output",
        session -> {
          var select =
              session.statement(
                  "select body from output where work_id = ? and job = ? and attempt = ?");
          select.setBytes(1, Ids.bytes(id));
          select.setInt(2, job);
          select.setInt(3, attempt);
          try (var row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
          }
        });
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return readers.read(
        "list works", session -> works(WorkList.of(filter, session).select(session, after, max)));
  }

  @Override
  public List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    return readers.read(
        "list works that are due",
        session -> {
          var select =
              session.statement(
                  WorkRow.SELECT
                      + """
                      from work
                       where due <= ?1 and due < 9223372036854775807 and (due, id) > (?2, ?3)
                       order by due, id limit ?4
                      """);
          select.setLong(1, untilMillis);
          select.setLong(2, after.map(work -> work.summary().dueMillis()).orElse(-1L));
          select.setBytes(3, after.map(work -> Ids.bytes(work.id())).orElseGet(() -> new byte[16]));
          select.setInt(4, max);
          return works(select);
        });
  }

  @Override
  public Map<String, Integer> unended(int max) {
    return readers.read(
        "count works that have not ended",
        session -> {
          var select = session.statement(UNENDED);
          select.setInt(1, max);
          var counts = new HashMap<String, Integer>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              counts.put(row.getString(1), row.getInt(2));
            }
          }
          return counts;
        });
  }

  @Override
  public Optional<WorkId> answered(RequestKey key) {
    return readers.read(
        "read the answer to a request id",
        session ->
            new Answers(session)
                .find(key)
                .filter(answer -> answer.isTo(key))
                .map(Answers.Answer::workId));
  }

  @Override
  public Stops stops() {
    return stopReader.read(
        "read the emergency stop",
        session -> {
          var select =
              session.statement(
                  """
                  select epoch, name, status, reason, actor, since
                    from stop_epoch left join stop order by name
                  """);
          long epoch = 0;
          var rows = new ArrayList<StopRow>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              epoch = row.getLong(1);
              if (row.getString(2) != null) {
                rows.add(
                    new StopRow(
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6))));
              }
            }
          }
          return new Stops(epoch, rows);
        });
  }

  @Override
  public Map<String, BucketLevel> buckets() {
    return readers.read(
        "read the token buckets",
        session -> {
          var select = session.statement("select name, tokens, since from bucket");
          var levels = new HashMap<String, BucketLevel>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              levels.put(row.getString(1), new BucketLevel(row.getLong(2), row.getLong(3)));
            }
          }
          return levels;
        });
  }

  /// Ends the reading and writing, copies the log into the file and lets other servers have it.
  @Override
  public void close() {
    readers.close();
    stopReader.close();
    try {
      writer.close();
    } finally {
      file.close();
    }
  }

  private static List<WorkRecord> works(PreparedStatement select) throws SQLException {
    var works = new ArrayList<WorkRecord>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        works.add(WorkRow.record(row));
      }
    }
    return works;
  }
}
