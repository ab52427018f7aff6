package dev.interlock.store.sql;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.store.blob.Codes;
import dev.interlock.store.blob.FactsBlob;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Finds out why a write was not carried out: it was before, or what it expects is not so.
///
/// @param session of the database that refused it
public record Refusals(Session session, Dialect dialect) {

  public WriteResult of(Write.Act act) throws SQLException {
    return switch (act) {
      case Write.Submit submit -> of(submit);
      case Write.Queue queue -> {
        var earlier = Answer.find(session, dialect, queue.key());
        yield earlier.isPresent() ? executed(earlier.get(), queue) : notNow(queue.id());
      }
      case Write.Begin begin -> of(begin);
      case Write.Take take -> notNow(take.id());
      case Write.Append append -> of(append);
      case Write.SetStop set -> of(set);
      case Write.TakeToken _ -> throw new IllegalStateException("bug: a token is never refused");
    };
  }

  private WriteResult of(Write.Submit submit) throws SQLException {
    var earlier = Answer.find(session, dialect, submit.key());
    if (earlier.isPresent() && !earlier.get().isTo(submit.key())) {
      return new WriteResult.RequestIdReused();
    }
    return submitted(earlier.map(Answer::workId).orElse(submit.work().id()));
  }

  /// The answer that the work had when it was submitted.
  private WriteResult submitted(WorkId id) throws SQLException {
    var select = session.statement("select plan_hash, expires from work where id = ?");
    dialect.bind(select, 1, id);
    try (var row = select.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException(
            "bug: work %s was submitted and is not there".formatted(id));
      }
      return new WriteResult.Submitted(id, row.getString(1), Instant.ofEpochMilli(row.getLong(2)));
    }
  }

  private static WriteResult executed(Answer earlier, Write.Queue queue) {
    return earlier.isTo(queue.key()) ? new WriteResult.Done() : new WriteResult.RequestIdReused();
  }

  private WriteResult of(Write.Begin begin) throws SQLException {
    var earlier = Answer.find(session, dialect, begin.key());
    if (earlier.isPresent()) {
      return earlier.get().isTo(begin.key())
          ? new WriteResult.Done()
          : new WriteResult.RequestIdReused();
    }
    var append = begin.append();
    var refusal = notNow(append.claim().id());
    boolean isNew = refusal.equals(new WriteResult.NotNow(WorkState.NOT_STARTED));
    return isNew && isNext(append) ? hinderedBy(append) : refusal;
  }

  /// Whether the first claim of a work and its next entry are what the append says.
  private boolean isNext(Write.Append append) throws SQLException {
    var select =
        session.statement(
            """
            select 1 from work
             where id = ? and fence = ? - 1
               and ? = 1 + (select max(seq) from journal where work_id = work.id)
            """);
    dialect.bind(select, 1, append.claim().id());
    select.setLong(2, append.claim().fence());
    select.setLong(3, append.entry().seq());
    try (var row = select.executeQuery()) {
      return row.next();
    }
  }

  /// What keeps an append from being written that would be the next: the emergency stop has
  /// changed, or others touch what it takes. Should they do so no longer, the writer looks again.
  private WriteResult hinderedBy(Write.Append append) throws SQLException {
    long epoch = epoch();
    boolean isStop = append.stopEpoch() != Write.ANY_EPOCH && append.stopEpoch() != epoch;
    var inTheWay = new TargetUses(session, dialect).inTheWayOf(append.targets());
    return isStop || inTheWay.isEmpty()
        ? new WriteResult.StopChanged(epoch)
        : new WriteResult.TargetsInUse(inTheWay);
  }

  private WriteResult notNow(WorkId id) throws SQLException {
    var select = session.statement("select state from work where id = ?");
    dialect.bind(select, 1, id);
    try (var row = select.executeQuery()) {
      return row.next()
          ? new WriteResult.NotNow(Codes.workState(row.getInt(1)))
          : new WriteResult.NoSuchWork();
    }
  }

  /// The same entry, its reply having been lost; or another call with the same request id; or an
  /// entry that nothing can come of.
  private WriteResult of(Write.Append append) throws SQLException {
    var refusal = refusal(append);
    if (refusal instanceof WriteResult.Done) {
      return refusal;
    }
    Optional<Answer> earlier = Answer.find(session, dialect, append.key());
    if (earlier.isEmpty()) {
      return refusal;
    }
    return earlier.get().isTo(append.key())
        ? new WriteResult.AnsweredBefore()
        : new WriteResult.RequestIdReused();
  }

  private WriteResult refusal(Write.Append append) throws SQLException {
    var select =
        session.statement(
            """
            select work.state, journal.at, journal.facts,
                   (select max(seq) from journal where work_id = work.id)
              from work left join journal on journal.work_id = work.id and journal.seq = ?
             where work.id = ? and work.fence = ? and work.fence > 0
            """);
    select.setLong(1, append.entry().seq());
    dialect.bind(select, 2, append.claim().id());
    select.setLong(3, append.claim().fence());
    try (var row = select.executeQuery()) {
      if (!row.next()) {
        return new WriteResult.Fenced();
      }
      if (row.getLong(2) == append.entry().at().toEpochMilli()
          && Arrays.equals(row.getBytes(3), FactsBlob.bytes(append.entry().facts()))) {
        return new WriteResult.Done();
      }
      boolean hasEnded = Codes.workState(row.getInt(1)).isTerminal();
      boolean isNext = append.entry().seq() == row.getLong(4) + 1;
      return hasEnded || !isNext ? new WriteResult.Fenced() : hinderedBy(append);
    }
  }

  private long epoch() throws SQLException {
    try (var row = session.statement("select epoch from stop_epoch").executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private WriteResult of(Write.SetStop set) throws SQLException {
    var earlier = Answer.find(session, dialect, set.key());
    if (earlier.isEmpty()) {
      return new WriteResult.StopChanged(epoch());
    }
    return earlier.get().isTo(set.key())
        ? new WriteResult.StopSet(earlier.get().stopEpoch())
        : new WriteResult.RequestIdReused();
  }
}
