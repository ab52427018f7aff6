package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;

/// The emergency stop's rows and their epoch. Within [Writer]'s transaction.
final class StopWrites {
  private static final long NOT_READ = -1;

  private final Session session;
  private final Answers answers;
  private final Refusals refusals;

  /// As the database has it: nobody but this session changes it, for a file has one server and a
  /// server one writer.
  private long epoch = NOT_READ;

  StopWrites(Session session, Answers answers, Refusals refusals) {
    this.session = session;
    this.answers = answers;
    this.refusals = refusals;
  }

  private long epoch() throws SQLException {
    if (epoch == NOT_READ) {
      try (var row = session.statement("select epoch from stop_epoch").executeQuery()) {
        row.next();
        epoch = row.getLong(1);
      }
    }
    return epoch;
  }

  /// Whether what allowed an append to start something has not changed since.
  boolean allow(Write.Append append) throws SQLException {
    return append.stopEpoch() == Write.ANY_EPOCH || append.stopEpoch() == epoch();
  }

  WriteResult set(Write.SetStop set) throws SQLException {
    boolean isOther = set.expectedEpoch() != Write.ANY_EPOCH && set.expectedEpoch() != epoch();
    if (answers.find(set.key()).isPresent() || isOther) {
      return refusals.of(set);
    }
    put(set.row());
    session.statement("update stop_epoch set epoch = epoch + 1").executeUpdate();
    epoch = NOT_READ;
    answers.keep(set.key(), epoch());
    return new WriteResult.StopSet(epoch());
  }

  private void put(StopRow row) throws SQLException {
    var insert =
        session.statement(
            """
            insert or replace into stop
              (name, status, reason, actor, since, release_asked_by, release_asked_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """);
    insert.setString(1, row.name());
    insert.setString(2, row.status());
    insert.setString(3, row.reason());
    insert.setString(4, row.actor());
    insert.setLong(5, row.since().toEpochMilli());
    insert.setString(6, row.releaseAsked().actor());
    insert.setLong(7, row.releaseAsked().at().toEpochMilli());
    insert.executeUpdate();
  }
}
