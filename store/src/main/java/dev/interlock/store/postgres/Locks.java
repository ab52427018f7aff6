package dev.interlock.store.postgres;

import dev.interlock.engine.work.WorkId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/// What a batch locks before it looks at anything, always in this order: the emergency stop, then
/// the works by their ids. The statements after it see what those did who had them locked before.
final class Locks {
  /// The first of the two keys is ours among all who use the database's advisory locks.
  private static final String STOP_KEYS = "(1231973965, 1)";

  private Locks() {}

  /// So that the epoch cannot change: any number of servers at once.
  static Part stopToRead() {
    return new OfStop("select pg_advisory_xact_lock_shared" + STOP_KEYS);
  }

  /// So that it can be changed: only when no other batch depends on it.
  static Part stopToChange() {
    return new OfStop("select pg_advisory_xact_lock" + STOP_KEYS);
  }

  static Part works(List<WorkId> ids) {
    return new OfWorks(ids.stream().map(WorkId::value).toArray(UUID[]::new));
  }

  private record OfStop(String sql) implements Part {
    @Override
    public int bind(PreparedStatement statement, int first) {
      return first;
    }

    @Override
    public void read(ResultSet rows) {
      // that it is there is all
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares it
  private record OfWorks(UUID[] ids) implements Part {
    @Override
    public String sql() {
      return """
      select count(*)
        from (select 1 from work where id = any (?) order by id for no key update) as locked
      """;
    }

    @Override
    public int bind(PreparedStatement statement, int first) throws SQLException {
      statement.setArray(first, statement.getConnection().createArrayOf("uuid", ids));
      return first + 1;
    }

    @Override
    public void read(ResultSet rows) {
      // that they are locked is all
    }
  }
}
