package dev.interlock.store.sql;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.store.blob.Codes;
import dev.interlock.store.blob.LabelsBlob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A row of `work` and the value that it stands for.
public final class WorkRow {
  /// Sets every column of a summary, see [#bind].
  public static final String SET =
      """
      state = ?, reason = ?, had_errors = ?, was_es_stopped = ?, started = ?, ended = ?, due = ?,
      jobs_waiting = ?, jobs_running = ?, jobs_completed = ?, jobs_failed = ?, jobs_unknown = ?,
      jobs_skipped = ?, jobs_cancelled = ?
      """;

  /// How many columns a summary has.
  public static final int COLUMNS = 14;

  private WorkRow() {}

  /// What [#record] reads, in its order; `from`, of which `work` is one, is to follow.
  public static String select(Dialect dialect) {
    return """
    select %s, name, description, jobs, plan_hash, submitted_by, created, expires,
           fence, (select max(seq) from journal where work_id = work.id),
           state, reason, had_errors, was_es_stopped, started, ended, due,
           copied_from, copy_reason,
           jobs_waiting, jobs_running, jobs_completed, jobs_failed, jobs_unknown, jobs_skipped,
           jobs_cancelled, labels
    """
        .formatted(dialect.idColumn("id"));
  }

  public static List<WorkRecord> records(PreparedStatement select, Dialect dialect)
      throws SQLException {
    var works = new ArrayList<WorkRecord>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        works.add(record(row, dialect));
      }
    }
    return works;
  }

  private static WorkRecord record(ResultSet row, Dialect dialect) throws SQLException {
    return new WorkRecord(
        Dialect.id(row, 1),
        origin(row, dialect),
        row.getLong(9),
        row.getLong(10),
        summary(row, dialect));
  }

  private static WorkRecord.Origin origin(ResultSet row, Dialect dialect) throws SQLException {
    return new WorkRecord.Origin(
        dialect.text(row.getString(2)),
        dialect.text(row.getString(3)),
        row.getInt(4),
        row.getString(5),
        LabelsBlob.labels(row.getBytes(27)),
        new WorkRecord.Submission(
            dialect.text(row.getString(6)),
            Instant.ofEpochMilli(row.getLong(7)),
            dialect.text(row.getString(18)),
            dialect.text(row.getString(19))),
        Instant.ofEpochMilli(row.getLong(8)));
  }

  private static WorkSummary summary(ResultSet row, Dialect dialect) throws SQLException {
    return new WorkSummary(
        Codes.workState(row.getInt(11)),
        dialect.text(row.getString(12)),
        row.getBoolean(13),
        row.getBoolean(14),
        new WorkSummary.Times(row.getLong(15), row.getLong(16)),
        row.getLong(17),
        counts(row));
  }

  private static WorkSummary.Counts counts(ResultSet row) throws SQLException {
    return row.getObject(20) == null
        ? WorkSummary.Counts.NOT_KNOWN
        : new WorkSummary.Counts(
            row.getInt(20),
            row.getInt(21),
            row.getInt(22),
            row.getInt(23),
            row.getInt(24),
            row.getInt(25),
            row.getInt(26));
  }

  /// Binds the columns of a summary, [#COLUMNS] of them from parameter `first` on.
  public static void bind(PreparedStatement statement, int first, WorkSummary summary)
      throws SQLException {
    statement.setInt(first, Codes.number(summary.state()));
    statement.setString(first + 1, summary.reason());
    statement.setBoolean(first + 2, summary.hadErrors());
    statement.setBoolean(first + 3, summary.wasEsStopped());
    statement.setLong(first + 4, summary.times().startedMillis());
    statement.setLong(first + 5, summary.times().endedMillis());
    statement.setLong(first + 6, summary.dueMillis());
    var counts = summary.counts();
    statement.setInt(first + 7, counts.waiting());
    statement.setInt(first + 8, counts.running());
    statement.setInt(first + 9, counts.completed());
    statement.setInt(first + 10, counts.failed());
    statement.setInt(first + 11, counts.unknown());
    statement.setInt(first + 12, counts.skipped());
    statement.setInt(first + 13, counts.cancelled());
  }
}
