package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.blob.FactsBlob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Writes of which there are few, each a statement of its own: it selects a row if it was carried
/// out.
final class Single {
  private static final String QUEUE =
      """
      with fit as (
        select id from work
         where id = ? and state = 1
           and ? = 1 + (select max(seq) from journal where work_id = work.id)
           and not exists (select from answer where request_id = ?)
      ), entry as (
        insert into journal (work_id, seq, fence, at, facts) select id, ?, 0, ?, ? from fit
      ), answered as (
        insert into answer (request_id, content, work_id)
        select request_id, content, id
          from fit cross join (values (?, ?)) as key (request_id, content)
         where request_id <> ''
      ), changed as (
        update work set state = 2, reason = '', due = ?, owner = null from fit where work.id = fit.id
      )
      select 1, pg_notify('interlock', 'queued') from fit
      """;

  /// Two who claim the same do not wait for each other: the second finds nothing.
  private static final String TAKE =
      """
      with free as (
        select id from work
         where id = ? and fence = ? and state between 1 and 6 and (? or %s)
           for no key update skip locked
      )
      update work set fence = fence + 1, owner = ? from free where work.id = free.id
      returning (select max(seq) from journal where work_id = work.id)
      """
          .formatted(Owners.MAY_CLAIM);

  private static final String SET_STOP =
      """
      with fit as (
        select from stop_epoch
         where ? in (-1, epoch) and not exists (select from answer where request_id = ?)
      ), put as (
        insert into stop
          (name, status, reason, actor, since, release_asked_by, release_asked_at)
        select ?, ?, ?, ?, ?, ?, ? from fit
        on conflict (name) do update
           set status = excluded.status, reason = excluded.reason, actor = excluded.actor,
               since = excluded.since, release_asked_by = excluded.release_asked_by,
               release_asked_at = excluded.release_asked_at
      ), raised as (
        update stop_epoch set epoch = epoch + 1 from fit returning epoch
      ), answered as (
        insert into answer (request_id, content, stop_epoch)
        select request_id, content, epoch
          from raised cross join (values (?, ?)) as key (request_id, content)
         where request_id <> ''
      )
      select epoch from raised
      """;

  private Single() {}

  static Part queue(Write.Queue queue, Consumer<WriteResult> written) {
    return new OfOne(
        QUEUE,
        parameters -> {
          parameters.setObject(1, queue.id().value());
          parameters.setLong(2, queue.entry().seq());
          parameters.setString(3, queue.key().requestId());
          parameters.setLong(4, queue.entry().seq());
          parameters.setLong(5, queue.entry().at().toEpochMilli());
          parameters.setBytes(6, FactsBlob.bytes(queue.entry().facts()));
          parameters.setString(7, queue.key().requestId());
          parameters.setString(8, queue.key().content());
          parameters.setLong(9, queue.dueMillis());
        },
        9,
        _ -> written.accept(new WriteResult.Done()));
  }

  static Part take(Write.Take take, String replica, Consumer<WriteResult> written) {
    var claim = new Claim(take.id(), take.expectedFence() + 1);
    return new OfOne(
        TAKE,
        parameters -> {
          parameters.setObject(1, take.id().value());
          parameters.setLong(2, take.expectedFence());
          parameters.setBoolean(3, take.owner() == Write.Take.Owner.ANY);
          parameters.setString(4, replica);
          parameters.setString(5, replica);
        },
        5,
        lastSeq -> written.accept(new WriteResult.Claimed(claim, lastSeq)));
  }

  static Part setStop(Write.SetStop set, Consumer<WriteResult> written) {
    var row = set.row();
    return new OfOne(
        SET_STOP,
        parameters -> {
          parameters.setLong(1, set.expectedEpoch());
          parameters.setString(2, set.key().requestId());
          parameters.setString(3, row.name());
          parameters.setString(4, row.status());
          parameters.setString(5, row.reason());
          parameters.setString(6, row.actor());
          parameters.setLong(7, row.since().toEpochMilli());
          parameters.setString(8, row.releaseAsked().actor());
          parameters.setLong(9, row.releaseAsked().at().toEpochMilli());
          parameters.setString(10, set.key().requestId());
          parameters.setString(11, set.key().content());
        },
        11,
        epoch -> written.accept(new WriteResult.StopSet(epoch)));
  }

  /// Parameters by their places in one statement, counted from 1.
  private record Parameters(PreparedStatement statement, int before) {
    void setObject(int at, Object value) throws SQLException {
      statement.setObject(before + at, value);
    }

    void setLong(int at, long value) throws SQLException {
      statement.setLong(before + at, value);
    }

    void setBoolean(int at, boolean value) throws SQLException {
      statement.setBoolean(before + at, value);
    }

    void setString(int at, String value) throws SQLException {
      statement.setString(before + at, PostgresDialect.INSTANCE.kept(value));
    }

    void setBytes(int at, byte[] value) throws SQLException {
      statement.setBytes(before + at, value);
    }
  }

  private interface Binding {
    void to(Parameters parameters) throws SQLException;
  }

  /// @param written takes the number in the row that says that it was carried out
  private record OfOne(String sql, Binding binding, int parameters, Consumer<Long> written)
      implements Part {
    @Override
    public int bind(PreparedStatement statement, int first) throws SQLException {
      binding.to(new Parameters(statement, first - 1));
      return first + parameters;
    }

    @Override
    public void read(ResultSet rows) throws SQLException {
      if (rows.next()) {
        written.accept(rows.getLong(1));
      }
    }
  }
}
