package dev.interlock.store.sql;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.WorkId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// What a call that had a request id was answered with, by the one of the two that it was about.
public record Answer(String content, WorkId workId, long stopEpoch) {
  private static final WorkId NO_WORK = new WorkId(new UUID(0, 0));

  /// Whether it was given to the same call.
  public boolean isTo(RequestKey key) {
    return content.equals(key.content());
  }

  public static Optional<Answer> find(Session session, Dialect dialect, RequestKey key)
      throws SQLException {
    if (key.isNone()) {
      return Optional.empty();
    }
    var select =
        session.statement(
            "select content, %s, stop_epoch from answer where request_id = ?"
                .formatted(dialect.idColumn("work_id")));
    select.setString(1, dialect.kept(key.requestId()));
    try (var row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      byte[] workId = row.getBytes(2);
      return Optional.of(
          new Answer(
              dialect.text(row.getString(1)),
              workId == null ? NO_WORK : Dialect.id(workId),
              row.getLong(3)));
    }
  }
}
