package dev.interlock.store.postgres;

import dev.interlock.engine.work.WorkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a batch locks before it looks at anything, always in this order: the works by their ids,
/// then the emergency stop, so that nobody holds that while he waits for a work. The statements
/// after it see what those did who had them locked before.
final class Locks {
  private static final Logger log = LoggerFactory.getLogger(Locks.class);

  /// The first of the two keys is ours among all who use the database's advisory locks.
  private static final String STOP_KEYS = "(1231973965, 1)";

  /// A server that stands still while it sends a batch holds what it has locked, and no time-out of
  /// the database's runs while the database waits for the rest.
  private static final String END_STALLED =
      """
      select pg_terminate_backend(pid)
        from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and classid = 1231973965 and objid = 1 and granted
         and pid <> pg_backend_pid() and datname = current_database()
         and wait_event = 'ClientRead' and state_change < clock_timestamp() - interval '1 second'
      """;

  private Locks() {}

  /// Ends the sessions that keep others from changing the stop and whose servers have not said a
  /// word for a second. What they had begun is undone.
  static void endStalled(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var ended = statement.executeQuery(END_STALLED)) {
      while (ended.next()) {
        log.warn("a server stood still while it committed; its session is ended");
      }
    }
  }

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
  }
}
