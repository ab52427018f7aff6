package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.sql.Answer;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.util.Optional;

/// What was answered to calls that had a request id. Within [Writer]'s transaction.
final class Answers {
  private final Session session;

  Answers(Session session) {
    this.session = session;
  }

  Optional<Answer> find(RequestKey key) throws SQLException {
    return Answer.find(session, Ids.DIALECT, key);
  }

  void keep(RequestKey key, WorkId id) throws SQLException {
    if (!key.isNone()) {
      var insert =
          session.statement("insert into answer (request_id, content, work_id) values (?, ?, ?)");
      insert.setString(1, key.requestId());
      insert.setString(2, key.content());
      insert.setBytes(3, Ids.bytes(id));
      insert.executeUpdate();
    }
  }

  void keep(RequestKey key, long stopEpoch) throws SQLException {
    if (!key.isNone()) {
      var insert =
          session.statement(
              "insert into answer (request_id, content, stop_epoch) values (?, ?, ?)");
      insert.setString(1, key.requestId());
      insert.setString(2, key.content());
      insert.setLong(3, stopEpoch);
      insert.executeUpdate();
    }
  }
}
