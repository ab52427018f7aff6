package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.WorkId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// What was answered to calls that had a request id. Within [Writer]'s transaction.
final class Answers {
  private static final WorkId NO_WORK = new WorkId(new UUID(0, 0));

  private final Session session;

  Answers(Session session) {
    this.session = session;
  }

  /// What a call was answered with, by the one of the two that it was about.
  record Answer(String content, WorkId workId, long stopEpoch) {
    boolean isTo(RequestKey key) {
      return content.equals(key.content());
    }
  }

  Optional<Answer> find(RequestKey key) throws SQLException {
    if (key.isNone()) {
      return Optional.empty();
    }
    var select =
        session.statement("select content, work_id, stop_epoch from answer where request_id = ?");
    select.setString(1, key.requestId());
    try (var row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      byte[] workId = row.getBytes(2);
      return Optional.of(
          new Answer(row.getString(1), workId == null ? NO_WORK : Ids.id(workId), row.getLong(3)));
    }
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
