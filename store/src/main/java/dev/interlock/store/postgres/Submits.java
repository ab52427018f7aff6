package dev.interlock.store.postgres;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.blob.LabelsBlob;
import dev.interlock.store.blob.RequestBlob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;

/// New works, each with the first entry of its journal. A work that is there already, the reply to
/// its writing having been lost, stays as it is. Their labels are another part: [Labels].
///
/// @param rows what is to be written
/// @param written takes the number of each that was, and its result
record Submits(List<Row> rows, BiConsumer<Integer, WriteResult> written) implements Part {
  private static final String SQL =
      """
      with given as (
        select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                             ?, ?, ?, ?, ?, ?, ?)
          as given (number, id, name, description, jobs, plan_hash, submitted_by, created, expires,
                    state, reason, had_errors, was_es_stopped, started, ended, due, jobs_waiting,
                    jobs_running, jobs_completed, jobs_failed, jobs_unknown, jobs_skipped,
                    jobs_cancelled, copied_from, copy_reason, labels, body, seq, at, facts,
                    request_id, content)
      ), fit as (
        select * from given
         where not exists (select from answer where answer.request_id = given.request_id)
           and not exists (select from work where work.id = given.id)
      ), made as (
        insert into work (id, name, description, jobs, plan_hash, submitted_by, created, expires,
                          fence, state, reason, had_errors, was_es_stopped, started, ended, due,
                          jobs_waiting, jobs_running, jobs_completed, jobs_failed, jobs_unknown,
                          jobs_skipped, jobs_cancelled, copied_from, copy_reason, labels)
        select id, name, description, jobs, plan_hash, submitted_by, created, expires,
               0, state, reason, had_errors, was_es_stopped, started, ended, due,
               jobs_waiting, jobs_running, jobs_completed, jobs_failed, jobs_unknown,
               jobs_skipped, jobs_cancelled, copied_from, copy_reason, labels
          from fit
      ), requested as (
        insert into request (work_id, body) select id, body from fit
      ), entry as (
        insert into journal (work_id, seq, fence, at, facts) select id, seq, 0, at, facts from fit
      ), answered as (
        insert into answer (request_id, content, work_id)
        select request_id, content, id from fit where request_id <> ''
      )
      select number from fit
      """;

  /// A work.
  ///
  /// @param number of the write, for its result
  record Row(int number, Write.Submit submit) {
    private WorkId id() {
      return submit.work().id();
    }

    private WorkRecord.Origin origin() {
      return submit.work().origin();
    }

    private WorkSummary summary() {
      return submit.work().summary();
    }

    private JournalEntry first() {
      return submit.first();
    }

    private WriteResult submitted() {
      return new WriteResult.Submitted(
          id(), origin().planHash(), origin().expiresAt().truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, rows)
        .ints(Row::number)
        .ids(Row::id)
        .texts(row -> row.origin().name())
        .texts(row -> row.origin().desc())
        .ints(row -> row.origin().jobs())
        .texts(row -> row.origin().planHash())
        .texts(row -> row.origin().submittedBy())
        .longs(row -> row.origin().created().toEpochMilli())
        .longs(row -> row.origin().expiresAt().toEpochMilli())
        .summaries(Row::summary)
        .texts(row -> row.origin().submission().copiedFrom())
        .texts(row -> row.origin().submission().reason())
        .bytes(row -> LabelsBlob.bytes(row.origin().labels()))
        .bytes(row -> RequestBlob.bytes(row.submit().request()))
        .longs(row -> row.first().seq())
        .longs(row -> row.first().at().toEpochMilli())
        .bytes(row -> FactsBlob.bytes(row.first().facts()))
        .texts(row -> row.submit().key().requestId())
        .texts(row -> row.submit().key().content())
        .next();
  }

  @Override
  public void read(ResultSet found) throws SQLException {
    var made = new HashSet<Integer>();
    while (found.next()) {
      made.add(found.getInt(1));
    }
    for (var row : rows) {
      if (made.contains(row.number())) {
        written.accept(row.number(), row.submitted());
      }
    }
  }
}
