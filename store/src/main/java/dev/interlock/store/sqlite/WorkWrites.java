package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.blob.LabelsBlob;
import dev.interlock.store.blob.RequestBlob;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sql.WorkRow;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;

/// Writes that make a work, let it run, and take it. Within [Writer]'s transaction.
final class WorkWrites {
  /// Nobody has a claim yet.
  private static final long NO_FENCE = 0;

  private final Session session;
  private final Answers answers;
  private final StopWrites stops;
  private final TargetWrites targets;
  private final JournalWrites journal;
  private final Refusals refusals;

  WorkWrites(
      Session session,
      Answers answers,
      StopWrites stops,
      TargetWrites targets,
      JournalWrites journal,
      Refusals refusals) {
    this.session = session;
    this.answers = answers;
    this.stops = stops;
    this.targets = targets;
    this.journal = journal;
    this.refusals = refusals;
  }

  WriteResult submit(Write.Submit submit) throws SQLException {
    if (answers.find(submit.key()).isPresent()) {
      return refusals.of(submit);
    }
    var id = submit.work().id();
    boolean isNew = insertWork(submit);
    if (isNew) {
      insertLabels(submit);
      insertRequest(submit);
      insertEntry(id, submit.first(), NO_FENCE);
    }
    answers.keep(submit.key(), id);
    var origin = submit.work().origin();
    return isNew
        ? new WriteResult.Submitted(
            id, origin.planHash(), origin.expiresAt().truncatedTo(ChronoUnit.MILLIS))
        : refusals.of(submit);
  }

  WriteResult queue(Write.Queue queue) throws SQLException {
    if (answers.find(queue.key()).isPresent() || !updateToQueue(queue)) {
      return refusals.of(queue);
    }
    insertEntry(queue.id(), queue.entry(), NO_FENCE);
    answers.keep(queue.key(), queue.id());
    return new WriteResult.Done();
  }

  private boolean updateToQueue(Write.Queue queue) throws SQLException {
    var update =
        session.statement(
            """
            update work set state = 2, reason = '', due = ?3
             where id = ?1 and state = 1
               and ?2 = 1 + (select max(seq) from journal where work_id = ?1)
            """);
    update.setBytes(1, Ids.bytes(queue.id()));
    update.setLong(2, queue.entry().seq());
    update.setLong(3, queue.dueMillis());
    return update.executeUpdate() == 1;
  }

  WriteResult begin(Write.Begin begin) throws SQLException {
    var append = begin.append();
    var claim = append.claim();
    boolean isRefused =
        answers.find(begin.key()).isPresent()
            || !stops.allow(append)
            || !targets.allow(append)
            || !updateToBegin(append);
    if (isRefused) {
      return refusals.of(begin);
    }
    insertEntry(claim.id(), append.entry(), claim.fence());
    answers.keep(begin.key(), claim.id());
    targets.change(append);
    journal.remember(append);
    return new WriteResult.Claimed(claim, append.entry().seq());
  }

  private boolean updateToBegin(Write.Append append) throws SQLException {
    var update =
        session.statement(
            "update work set "
                + WorkRow.SET
                + """
                  , fence = ?15
                 where id = ?16 and state = 1 and fence = ?15 - 1
                   and ?17 = 1 + (select max(seq) from journal where work_id = ?16)
                """);
    WorkRow.bind(update, 1, append.summary());
    update.setLong(15, append.claim().fence());
    update.setBytes(16, Ids.bytes(append.claim().id()));
    update.setLong(17, append.entry().seq());
    return update.executeUpdate() == 1;
  }

  WriteResult take(Write.Take take) throws SQLException {
    var update =
        session.statement(
            """
            update work set fence = fence + 1
             where id = ? and fence = ? and state between 1 and 6
            """);
    update.setBytes(1, Ids.bytes(take.id()));
    update.setLong(2, take.expectedFence());
    if (update.executeUpdate() == 0) {
      return refusals.of(take);
    }
    journal.forget(take.id());
    var claim = new Claim(take.id(), take.expectedFence() + 1);
    return new WriteResult.Claimed(claim, lastSeq(take.id()));
  }

  private boolean insertWork(Write.Submit submit) throws SQLException {
    var insert =
        session.statement(
            """
            insert into work (id, name, description, jobs, plan_hash, submitted_by, created,
                              expires, fence, state, reason, had_errors, was_es_stopped,
                              started, ended, due, jobs_waiting, jobs_running, jobs_completed,
                              jobs_failed, jobs_unknown, jobs_skipped, jobs_cancelled,
                              copied_from, copy_reason, labels)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """);
    var origin = submit.work().origin();
    insert.setBytes(1, Ids.bytes(submit.work().id()));
    insert.setString(2, origin.name());
    insert.setString(3, origin.desc());
    insert.setInt(4, origin.jobs());
    insert.setString(5, origin.planHash());
    insert.setString(6, origin.submittedBy());
    insert.setLong(7, origin.created().toEpochMilli());
    insert.setLong(8, origin.expiresAt().toEpochMilli());
    insert.setLong(9, NO_FENCE);
    WorkRow.bind(insert, 10, submit.work().summary());
    insert.setString(24, origin.submission().copiedFrom());
    insert.setString(25, origin.submission().reason());
    insert.setBytes(26, LabelsBlob.bytes(origin.labels()));
    return insert.executeUpdate() == 1;
  }

  private void insertLabels(Write.Submit submit) throws SQLException {
    for (var label : submit.work().origin().labels().entrySet()) {
      var insert =
          session.statement("insert into work_label (key, work_id, value) values (?, ?, ?)");
      insert.setString(1, label.getKey());
      insert.setBytes(2, Ids.bytes(submit.work().id()));
      insert.setString(3, label.getValue());
      insert.executeUpdate();
    }
  }

  private void insertRequest(Write.Submit submit) throws SQLException {
    var insert = session.statement("insert into request (work_id, body) values (?, ?)");
    insert.setBytes(1, Ids.bytes(submit.work().id()));
    insert.setBytes(2, RequestBlob.bytes(submit.request()));
    insert.executeUpdate();
  }

  private void insertEntry(WorkId id, JournalEntry entry, long fence) throws SQLException {
    var insert =
        session.statement(
            "insert into journal (work_id, seq, fence, at, facts) values (?, ?, ?, ?, ?)");
    insert.setBytes(1, Ids.bytes(id));
    insert.setLong(2, entry.seq());
    insert.setLong(3, fence);
    insert.setLong(4, entry.at().toEpochMilli());
    insert.setBytes(5, FactsBlob.bytes(entry.facts()));
    insert.executeUpdate();
  }

  private long lastSeq(WorkId id) throws SQLException {
    var select = session.statement("select max(seq) from journal where work_id = ?");
    select.setBytes(1, Ids.bytes(id));
    try (var row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
