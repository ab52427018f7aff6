package dev.interlock.store.sql;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.blob.RequestBlob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A store on an SQL database: what is asked of each in the same words. How a database is written
/// to, and how works are found by a filter, is its own.
public abstract class SqlStore implements WorkStore {
  private static final WorkId NO_ID = new WorkId(new UUID(0, 0));

  private final Reading reading;
  private final Reading searching;
  private final Reading stopReading;
  private final Dialect dialect;
  private final String unended;

  /// @param reading for what is found by its key or by when it is due, and takes no time to speak
  ///   of
  /// @param searching for what takes as long as there are works; all of these may be taken, and
  ///   works are run on
  /// @param stopReading of its own, so that no list of works, however long it takes, holds the
  ///   emergency stop up
  /// @param unended selects up to so many of the names of works that have not ended, and counts
  ///   each; `%s` is where a condition goes
  protected SqlStore(
      Reading reading, Reading searching, Reading stopReading, Dialect dialect, String unended) {
    this.reading = reading;
    this.searching = searching;
    this.stopReading = stopReading;
    this.dialect = dialect;
    this.unended = unended;
  }

  @Override
  public Optional<WorkRecord> find(WorkId id) {
    return reading.read(
        "read a work",
        session -> {
          var select = session.statement(WorkRow.select(dialect) + "from work where id = ?");
          dialect.bind(select, 1, id);
          return WorkRow.records(select, dialect).stream().findFirst();
        });
  }

  @Override
  public Optional<WorkReq> request(WorkId id) {
    return reading.read(
        "read a work request",
        session -> {
          var select = session.statement("select body from request where work_id = ?");
          dialect.bind(select, 1, id);
          try (var row = select.executeQuery()) {
            return row.next()
                ? Optional.of(RequestBlob.request(row.getBytes(1)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    return reading.read(
        "read a journal",
        session -> {
          var select =
              session.statement(
                  """
                  select seq, at, facts from journal
                   where work_id = ? and seq > ? order by seq limit ?
                  """);
          dialect.bind(select, 1, id);
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
    return reading.read(
        "read an attempt's output",
        session -> {
          var select =
              session.statement(
                  "select body from output where work_id = ? and job = ? and attempt = ?");
          dialect.bind(select, 1, id);
          select.setInt(2, job);
          select.setInt(3, attempt);
          try (var row = select.executeQuery()) {
            return row.next() ? Optional.of(dialect.text(row.getString(1))) : Optional.empty();
          }
        });
  }

  /// As [#due], of the works that may be claimed.
  ///
  /// @param mayBeClaimed a condition on a row of work
  /// @param bound the texts that it has parameters for
  protected final List<WorkRecord> due(
      long untilMillis,
      Optional<WorkRecord> after,
      int max,
      String mayBeClaimed,
      List<String> bound) {
    return reading.read(
        "list works that are due",
        session -> {
          var select =
              session.statement(
                  WorkRow.select(dialect)
                      + """
                      from work
                       where due <= ? and due < 9223372036854775807 and (due, id) > (?, ?)
                         and %s
                       order by due, id limit ?
                      """
                          .formatted(mayBeClaimed));
          select.setLong(1, untilMillis);
          select.setLong(2, after.map(work -> work.summary().dueMillis()).orElse(-1L));
          dialect.bind(select, 3, after.map(WorkRecord::id).orElse(NO_ID));
          int parameter = 4;
          for (var text : bound) {
            select.setString(parameter++, dialect.kept(text));
          }
          select.setInt(parameter, max);
          return WorkRow.records(select, dialect);
        });
  }

  @Override
  public Map<String, Integer> unended(NameScope names, int max) {
    return searching.read(
        "count works that have not ended",
        session -> {
          var condition = NameCondition.of(names, _ -> "?");
          var select = session.statement(unended.formatted(condition.sql()));
          select.setInt(condition.bind(select, 1), max);
          var counts = new HashMap<String, Integer>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              counts.put(dialect.text(row.getString(1)), row.getInt(2));
            }
          }
          return counts;
        });
  }

  @Override
  public Optional<WorkId> answered(RequestKey key) {
    return reading.read(
        "read the answer to a request id",
        session ->
            Answer.find(session, dialect, key)
                .filter(answer -> answer.isTo(key))
                .map(Answer::workId));
  }

  @Override
  public Stops stops() {
    return stopReading.read(
        "read the emergency stop",
        session -> {
          var select =
              session.statement(
                  """
                  select epoch, name, status, reason, actor, since,
                         release_asked_by, release_asked_at
                    from stop_epoch left join stop on true order by name
                  """);
          long epoch = 0;
          var rows = new ArrayList<StopRow>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              epoch = row.getLong(1);
              if (row.getString(2) != null) {
                rows.add(
                    new StopRow(
                        dialect.text(row.getString(2)),
                        dialect.text(row.getString(3)),
                        dialect.text(row.getString(4)),
                        dialect.text(row.getString(5)),
                        Instant.ofEpochMilli(row.getLong(6)),
                        asked(row)));
              }
            }
          }
          return new Stops(epoch, rows);
        });
  }

  /// A server that does not know of asking leaves it in the row when it stores a new stop.
  private StopRow.Asked asked(ResultSet row) throws SQLException {
    return row.getLong(8) < row.getLong(6)
        ? StopRow.Asked.BY_NOBODY
        : new StopRow.Asked(dialect.text(row.getString(7)), Instant.ofEpochMilli(row.getLong(8)));
  }

  @Override
  public Map<String, BucketLevel> buckets() {
    return reading.read(
        "read the token buckets",
        session -> {
          var select = session.statement("select name, tokens, since from bucket");
          var levels = new HashMap<String, BucketLevel>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              levels.put(
                  dialect.text(row.getString(1)), new BucketLevel(row.getLong(2), row.getLong(3)));
            }
          }
          return levels;
        });
  }

  @Override
  public List<TargetUse> usersOf(Set<Target> targets) {
    return reading.read(
        "read who uses targets",
        session -> {
          var uses = new TargetUses(session, dialect);
          var users = new ArrayList<TargetUse>();
          for (var target : targets) {
            uses.userOf(target).ifPresent(users::add);
          }
          return users;
        });
  }

  @Override
  public List<TargetUse> usedBy(WorkId work) {
    return reading.read(
        "read what a work uses", session -> new TargetUses(session, dialect).usedBy(work));
  }

  @Override
  public List<AuditRow> audit(AuditFilter filter, long after, int max) {
    return searching.read(
        "read the audit", session -> new AuditRows(session, dialect).select(filter, after, max));
  }

  @Override
  public AuditHead auditHead() {
    return reading.read(
        "read the end of the audit", session -> new AuditRows(session, dialect).head());
  }

  @Override
  public void close() {
    reading.close();
    searching.close();
    stopReading.close();
  }
}
