package dev.interlock.store.postgres;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Token buckets and what was taken from them. A token is taken by one statement that names the
/// level which it found, so that a server which stands still between two statements holds nobody
/// up. No server's clock fills a bucket before the database's does.
///
/// @param session commits by itself
record Tokens(Session session) {
  /// Whoever finds another level than it has read knows that somebody else got a token.
  private static final int TRIES_MAX = 1_000;

  private static final String TAKE =
      """
      with taken as (
        update bucket set tokens = ?, since = ?
         where name = ? and tokens = ? and since = ?
        returning name
      )
      insert into token_grant (bucket, grant_key, at) select name, ?, ? from taken
      """;

  WriteResult take(Write.TakeToken take) throws SQLException {
    var name = take.bucket().name();
    putIfNew(name, BucketLevel.at(take.at(), take.bucket(), Optional.empty()));
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      var found = find(take);
      if (found.isGranted()) {
        return new WriteResult.Granted();
      }
      var level = BucketLevel.at(found.at(), take.bucket(), Optional.of(found.level()));
      if (level.isEmpty()) {
        return new WriteResult.Empty(level.nextIn(take.bucket(), found.at()));
      }
      if (isTaken(take, found.level(), level.withoutOne())) {
        return new WriteResult.Granted();
      }
    }
    throw new SQLException("others take tokens of bucket %s all the time".formatted(name));
  }

  private void putIfNew(String name, BucketLevel full) throws SQLException {
    var insert =
        session.statement(
            "insert into bucket (name, tokens, since) values (?, ?, ?) on conflict do nothing");
    insert.setString(1, PostgresDialect.INSTANCE.kept(name));
    insert.setLong(2, full.tokens());
    insert.setLong(3, full.sinceMillis());
    insert.executeUpdate();
  }

  /// A bucket as it is stored.
  ///
  /// @param at by the clock that is behind: the server's or the database's
  /// @param isGranted whether the token was taken before
  private record Found(BucketLevel level, Instant at, boolean isGranted) {}

  private Found find(Write.TakeToken take) throws SQLException {
    var select =
        session.statement(
            """
            select tokens, since,
                   least(?, (extract(epoch from clock_timestamp()) * 1000)::bigint),
                   exists (select from token_grant where bucket = name and grant_key = ?)
              from bucket where name = ?
            """);
    select.setLong(1, take.at().toEpochMilli());
    select.setString(2, PostgresDialect.INSTANCE.kept(take.grantKey()));
    select.setString(3, PostgresDialect.INSTANCE.kept(take.bucket().name()));
    try (var row = select.executeQuery()) {
      row.next();
      return new Found(
          new BucketLevel(row.getLong(1), row.getLong(2)),
          Instant.ofEpochMilli(row.getLong(3)),
          row.getBoolean(4));
    }
  }

  private boolean isTaken(Write.TakeToken take, BucketLevel before, BucketLevel after)
      throws SQLException {
    var insert = session.statement(TAKE);
    insert.setLong(1, after.tokens());
    insert.setLong(2, after.sinceMillis());
    insert.setString(3, PostgresDialect.INSTANCE.kept(take.bucket().name()));
    insert.setLong(4, before.tokens());
    insert.setLong(5, before.sinceMillis());
    insert.setString(6, PostgresDialect.INSTANCE.kept(take.grantKey()));
    insert.setLong(7, take.at().toEpochMilli());
    return insert.executeUpdate() == 1;
  }
}
