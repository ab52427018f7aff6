package dev.interlock.store.postgres;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Token buckets and what was taken from them: a transaction for each token, in which the bucket's
/// row is locked. No server's clock fills a bucket before the database's does.
///
/// @param session commits by itself no more
record Tokens(Session session) {

  WriteResult take(Write.TakeToken take) throws SQLException {
    var result = within(take);
    session.execute("commit");
    return result;
  }

  private WriteResult within(Write.TakeToken take) throws SQLException {
    var name = take.bucket().name();
    putIfNew(name, BucketLevel.at(take.at(), take.bucket(), Optional.empty()));
    var now = lock(name, take.at());
    if (isGranted(take)) {
      return new WriteResult.Granted();
    }
    var level = BucketLevel.at(now.at(), take.bucket(), Optional.of(now.level()));
    if (level.isEmpty()) {
      return new WriteResult.Empty(level.nextIn(take.bucket(), now.at()));
    }
    put(name, level.withoutOne());
    grant(take);
    return new WriteResult.Granted();
  }

  private record Now(BucketLevel level, Instant at) {}

  private void putIfNew(String name, BucketLevel full) throws SQLException {
    var insert =
        session.statement(
            "insert into bucket (name, tokens, since) values (?, ?, ?) on conflict do nothing");
    insert.setString(1, PostgresDialect.INSTANCE.kept(name));
    insert.setLong(2, full.tokens());
    insert.setLong(3, full.sinceMillis());
    insert.executeUpdate();
  }

  private Now lock(String name, Instant at) throws SQLException {
    var select =
        session.statement(
            """
            select tokens, since,
                   least(?, (extract(epoch from clock_timestamp()) * 1000)::bigint)
              from bucket where name = ? for update
            """);
    select.setLong(1, at.toEpochMilli());
    select.setString(2, PostgresDialect.INSTANCE.kept(name));
    try (var row = select.executeQuery()) {
      row.next();
      return new Now(
          new BucketLevel(row.getLong(1), row.getLong(2)), Instant.ofEpochMilli(row.getLong(3)));
    }
  }

  private boolean isGranted(Write.TakeToken take) throws SQLException {
    var select = session.statement("select 1 from token_grant where bucket = ? and grant_key = ?");
    select.setString(1, PostgresDialect.INSTANCE.kept(take.bucket().name()));
    select.setString(2, PostgresDialect.INSTANCE.kept(take.grantKey()));
    try (var row = select.executeQuery()) {
      return row.next();
    }
  }

  private void put(String name, BucketLevel level) throws SQLException {
    var update = session.statement("update bucket set tokens = ?, since = ? where name = ?");
    update.setLong(1, level.tokens());
    update.setLong(2, level.sinceMillis());
    update.setString(3, PostgresDialect.INSTANCE.kept(name));
    update.executeUpdate();
  }

  private void grant(Write.TakeToken take) throws SQLException {
    var insert =
        session.statement("insert into token_grant (bucket, grant_key, at) values (?, ?, ?)");
    insert.setString(1, PostgresDialect.INSTANCE.kept(take.bucket().name()));
    insert.setString(2, PostgresDialect.INSTANCE.kept(take.grantKey()));
    insert.setLong(3, take.at().toEpochMilli());
    insert.executeUpdate();
  }
}
