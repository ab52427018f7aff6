package dev.interlock.store.postgres;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.blob.FactsBlob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The next entries of the journals of works, no two of the same, with the works' rows. An entry is
/// written if its claim is the newest, the work has not ended, the entry is the next, the emergency
/// stop is as it was, its request id is new, and nobody else has what it takes.
///
/// @param replica whose claims they are under
/// @param rows what is to be written
/// @param touching the one of them that changes what jobs touch, if there is one
/// @param told takes the number and the result of each that was written, or was not because the
///   emergency stop has changed
record Entries(
    String replica,
    List<Row> rows,
    @Nullable Touching touching,
    BiConsumer<Integer, WriteResult> told)
    implements Part {

  /// What others must not change between its conditions and its end is locked before: the works,
  /// and the epoch.
  private static final String FORM =
      """
      with given as (
        select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          as given (number, id, fence_before, fence, state_max, seq, at, facts, stop_epoch,
                    request_id, content, state, reason, had_errors, was_es_stopped,
                    started, ended, due, jobs_waiting, jobs_running, jobs_completed, jobs_failed,
                    jobs_unknown, jobs_skipped, jobs_cancelled)
      ), due as (
        select given.*, epoch
          from given join work on work.id = given.id cross join stop_epoch
         where work.fence = fence_before and given.fence > 0 and work.state <= state_max
           and seq = 1 + (select max(seq) from journal where work_id = given.id)
           and not exists (select from answer where answer.request_id = given.request_id)
      ), fit as (
        select * from due where stop_epoch in (-1, epoch) and %s
      ), entry as (
        insert into journal (work_id, seq, fence, at, facts)
        select id, seq, fence, at, facts from fit
      ), answered as (
        insert into answer (request_id, content, work_id)
        select request_id, content, id from fit where request_id <> ''
      ), changed as (
        update work
           set owner = ?, fence = fit.fence, state = fit.state, reason = fit.reason,
               had_errors = fit.had_errors, was_es_stopped = fit.was_es_stopped,
               started = fit.started, ended = fit.ended, due = fit.due,
               jobs_waiting = fit.jobs_waiting, jobs_running = fit.jobs_running,
               jobs_completed = fit.jobs_completed, jobs_failed = fit.jobs_failed,
               jobs_unknown = fit.jobs_unknown, jobs_skipped = fit.jobs_skipped,
               jobs_cancelled = fit.jobs_cancelled
          from fit
         where work.id = fit.id
      )
      select number, stop_epoch in (-1, epoch), epoch
        from due
       where stop_epoch not in (-1, epoch) or number in (select number from fit)
      """;

  private static final String SQL = FORM.formatted("true");
  private static final String SQL_TOUCHING = FORM.formatted(Touching.CONDITION);

  /// An entry.
  ///
  /// @param number of the write, for its result
  /// @param isBegin whether it is the first of a work that is executed by it
  record Row(int number, Write.Append append, RequestKey key, boolean isBegin) {
    private static final int NOT_STARTED = 1;
    private static final int UNENDED_MAX = 6;

    private long fenceBefore() {
      long fence = append.claim().fence();
      return isBegin ? fence - 1 : fence;
    }

    private int stateMax() {
      return isBegin ? NOT_STARTED : UNENDED_MAX;
    }

    private WriteResult written() {
      return isBegin
          ? new WriteResult.Claimed(append.claim(), append.entry().seq())
          : new WriteResult.Done();
    }

    private WorkSummary summary() {
      return append.summary();
    }
  }

  @Override
  public String sql() {
    return touching == null ? SQL : SQL_TOUCHING;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    int next =
        new Columns<>(statement, first, rows)
            .ints(Row::number)
            .ids(row -> row.append().claim().id())
            .longs(Row::fenceBefore)
            .longs(row -> row.append().claim().fence())
            .ints(Row::stateMax)
            .longs(row -> row.append().entry().seq())
            .longs(row -> row.append().entry().at().toEpochMilli())
            .bytes(row -> FactsBlob.bytes(row.append().entry().facts()))
            .longs(row -> row.append().stopEpoch())
            .texts(row -> row.key().requestId())
            .texts(row -> row.key().content())
            .summaries(Row::summary)
            .next();
    if (touching != null) {
      next = touching.bindCondition(statement, next);
    }
    statement.setString(next, PostgresDialect.INSTANCE.kept(replica));
    return next + 1;
  }

  @Override
  public void read(ResultSet found) throws SQLException {
    var byNumber = new HashMap<Integer, Row>();
    rows.forEach(row -> byNumber.put(row.number(), row));
    while (found.next()) {
      int number = found.getInt(1);
      boolean isFit = found.getBoolean(2);
      var row = Objects.requireNonNull(byNumber.get(number));
      told.accept(number, isFit ? row.written() : new WriteResult.StopChanged(found.getLong(3)));
    }
  }
}
