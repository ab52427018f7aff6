package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.util.Optional;

/// Token buckets and what was taken from them. Within [Writer]'s transaction.
final class TokenWrites {
  private final Session session;

  TokenWrites(Session session) {
    this.session = session;
  }

  WriteResult take(Write.TakeToken take) throws SQLException {
    if (isGranted(take)) {
      return new WriteResult.Granted();
    }
    var level = BucketLevel.at(take.at(), take.bucket(), stored(take.bucket().name()));
    if (level.isEmpty()) {
      return new WriteResult.Empty(level.nextIn(take.bucket(), take.at()));
    }
    put(take.bucket().name(), level.withoutOne());
    grant(take);
    return new WriteResult.Granted();
  }

  private boolean isGranted(Write.TakeToken take) throws SQLException {
    var select = session.statement("select 1 from token_grant where bucket = ? and grant_key = ?");
    select.setString(1, take.bucket().name());
    select.setString(2, take.grantKey());
    try (var row = select.executeQuery()) {
      return row.next();
    }
  }

  private Optional<BucketLevel> stored(String bucket) throws SQLException {
    var select = session.statement("select tokens, since from bucket where name = ?");
    select.setString(1, bucket);
    try (var row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new BucketLevel(row.getLong(1), row.getLong(2)))
          : Optional.empty();
    }
  }

  private void put(String bucket, BucketLevel level) throws SQLException {
    var upsert =
        session.statement(
            """
            insert into bucket (name, tokens, since) values (?1, ?2, ?3)
            on conflict do update set tokens = ?2, since = ?3
            """);
    upsert.setString(1, bucket);
    upsert.setLong(2, level.tokens());
    upsert.setLong(3, level.sinceMillis());
    upsert.executeUpdate();
  }

  private void grant(Write.TakeToken take) throws SQLException {
    var insert =
        session.statement("insert into token_grant (bucket, grant_key, at) values (?, ?, ?)");
    insert.setString(1, take.bucket().name());
    insert.setString(2, take.grantKey());
    insert.setLong(3, take.at().toEpochMilli());
    insert.executeUpdate();
  }
}
