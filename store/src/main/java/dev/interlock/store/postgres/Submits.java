package dev.interlock.store.postgres;

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
import java.util.Map;
import java.util.function.BiConsumer;

/// New works, each with the first entry of its journal. A work that is there already, the reply to
/// its writing having been lost, stays as it is.
///
/// @param rows what is to be written
/// @param written takes the number of each that was, and its result
record Submits(List<Row> rows, BiConsumer<Integer, WriteResult> written) implements Part {
  private static final String SQL =
      """
      with given as (
        select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                             ?, ?, ?, ?, ?)
          as given (number, id, name, description, jobs, plan_hash, submitted_by, created, expires,
                    state, reason, had_errors, was_es_stopped, started, ended, due, jobs_waiting,
                    jobs_running, jobs_completed, jobs_failed, jobs_unknown, jobs_skipped,
                    jobs_cancelled, copied_from, copy_reason, labels, body, facts, request_id,
                    content)
      ), fit as (
        select given.* from given
         where not exists (select from answer where answer.request_id = given.request_id)
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
        on conflict do nothing
        returning id
      ), requested as (
        insert into request (work_id, body) select id, body from fit join made using (id)
      ), entry as (
        insert into journal (work_id, seq, fence, at, facts)
        select id, seq, 0, at, facts
          from made join unnest(?, ?, ?) as first_entry (id, seq, at) using (id)
               join fit using (id)
      ), labelled as (
        insert into work_label (key, work_id, value)
        select key, id, value
          from made join unnest(?, ?, ?) as label (id, key, value) using (id)
      ), answered as (
        insert into answer (request_id, content, work_id)
        select request_id, content, id from fit where request_id <> ''
      )
      select number from fit join made using (id)
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

    private WriteResult submitted() {
      return new WriteResult.Submitted(
          id(), origin().planHash(), origin().expiresAt().truncatedTo(ChronoUnit.MILLIS));
    }
  }

  private record Label(WorkId id, Map.Entry<String, String> label) {}

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    var works =
        new Columns<>(statement, first, rows)
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
            .bytes(row -> FactsBlob.bytes(row.submit().first().facts()))
            .texts(row -> row.submit().key().requestId())
            .texts(row -> row.submit().key().content());
    var entries =
        new Columns<>(statement, works.next(), rows)
            .ids(Row::id)
            .longs(row -> row.submit().first().seq())
            .longs(row -> row.submit().first().at().toEpochMilli());
    return new Columns<>(statement, entries.next(), labels())
        .ids(Label::id)
        .texts(one -> one.label().getKey())
        .texts(one -> one.label().getValue())
        .next();
  }

  private List<Label> labels() {
    return rows.stream()
        .flatMap(row ->
            row.origin().labels().entrySet().stream().map(label -> new Label(row.id(), label)))
        .toList();
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
