package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.Output;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sql.WorkRow;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Appends: the hot path, one insert for most of them. Within [Writer]'s transaction.
final class JournalWrites {
  private static final int REMEMBERED_MAX = 10_000;

  /// For an append that follows one of this session's under the same claim: nothing can have come
  /// between, for a file has one server, a server one writer, and what else it writes is
  /// [#forget]-ten.
  private static final String INSERT_NEXT =
      """
      insert into journal (work_id, seq, fence, at, facts) values (?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  /// For any other: inserts an entry if the claim is the newest, the work has not ended and the
  /// entry is the next.
  private static final String INSERT_IF_NEXT =
      """
      insert into journal (work_id, seq, fence, at, facts)
      select id, ?2, ?3, ?4, ?5
        from work
       where id = ?1 and fence = ?3 and state between 1 and 6
         and exists (select 1 from journal where work_id = ?1 and seq = ?2 - 1)
      on conflict do nothing
      """;

  private final Session session;
  private final Answers answers;
  private final StopWrites stops;
  private final TargetWrites targets;
  private final Refusals refusals;

  /// The last append of each work through this session: only of works that have not ended, under
  /// the claim that is still the newest. What is not here is looked up. A session does not outlive
  /// a failed commit, so what is remembered is in the database.
  private final Map<WorkId, Last> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkId, Last> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  JournalWrites(
      Session session, Answers answers, StopWrites stops, TargetWrites targets, Refusals refusals) {
    this.session = session;
    this.answers = answers;
    this.stops = stops;
    this.targets = targets;
    this.refusals = refusals;
  }

  private record Last(long fence, long seq, WorkSummary summary) {
    boolean isBefore(Write.Append append) {
      return fence == append.claim().fence() && seq == append.entry().seq() - 1;
    }
  }

  WriteResult append(Write.Append append) throws SQLException {
    byte[] facts = FactsBlob.bytes(append.entry().facts());
    var id = append.claim().id();
    var last = remembered.get(id);
    boolean isNext = last != null && last.isBefore(append);
    boolean isRefused =
        answers.find(append.key()).isPresent()
            || !stops.allow(append)
            || !targets.allow(append)
            || append.claim().fence() < 1
            || !insert(append, facts, isNext);
    if (isRefused) {
      return refusals.of(append);
    }
    if (last == null || !append.summary().isAllButCounts(last.summary())) {
      update(id, append.summary());
    }
    remember(append);
    targets.change(append);
    answers.keep(append.key(), id);
    for (var output : append.outputs()) {
      keep(id, output);
    }
    return new WriteResult.Done();
  }

  private void keep(WorkId id, Output output) throws SQLException {
    var insert =
        session.statement(
            """
            insert into output (work_id, job, attempt, body) values (?, ?, ?, ?)
            on conflict do nothing
            """);
    insert.setBytes(1, Ids.bytes(id));
    insert.setInt(2, output.job());
    insert.setInt(3, output.attempt());
    insert.setString(4, output.text());
    insert.executeUpdate();
  }

  private boolean insert(Write.Append append, byte[] facts, boolean isNext) throws SQLException {
    var insert = session.statement(isNext ? INSERT_NEXT : INSERT_IF_NEXT);
    insert.setBytes(1, Ids.bytes(append.claim().id()));
    insert.setLong(2, append.entry().seq());
    insert.setLong(3, append.claim().fence());
    insert.setLong(4, append.entry().at().toEpochMilli());
    insert.setBytes(5, facts);
    return insert.executeUpdate() == 1;
  }

  private void update(WorkId id, WorkSummary summary) throws SQLException {
    var update = session.statement("update work set " + WorkRow.SET + " where id = ?");
    WorkRow.bind(update, 1, summary);
    update.setBytes(WorkRow.COLUMNS + 1, Ids.bytes(id));
    update.executeUpdate();
  }

  /// Takes notice of an append that was written.
  void remember(Write.Append append) {
    var id = append.claim().id();
    if (append.summary().state().isTerminal()) {
      remembered.remove(id);
    } else {
      var last = new Last(append.claim().fence(), append.entry().seq(), append.summary());
      remembered.put(id, last);
    }
  }

  /// Somebody claims the work anew.
  void forget(WorkId id) {
    remembered.remove(id);
  }
}
