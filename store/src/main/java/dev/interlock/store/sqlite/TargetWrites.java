package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sql.TargetUses;
import java.sql.SQLException;

/// What jobs touch. Within [Writer]'s transaction.
final class TargetWrites {
  private final Session session;
  private final TargetUses uses;

  TargetWrites(Session session) {
    this.session = session;
    this.uses = new TargetUses(session, Ids.DIALECT);
  }

  /// Whether no other job has what an append takes.
  boolean allow(Write.Append append) throws SQLException {
    return append.targets().taken().isEmpty() || uses.inTheWayOf(append.targets()).isEmpty();
  }

  /// Does what an append says that was written.
  void change(Write.Append append) throws SQLException {
    for (int job : append.targets().letGo()) {
      var delete = session.statement("delete from target_use where work_id = ? and job = ?");
      delete.setBytes(1, Ids.bytes(append.claim().id()));
      delete.setInt(2, job);
      delete.executeUpdate();
    }
    for (var use : append.targets().taken()) {
      take(use);
    }
  }

  /// What was in its place is the same job's, or an ended work's.
  private void take(TargetUse use) throws SQLException {
    var insert =
        session.statement(
            "insert or replace into target_use (kind, name, work_id, job) values (?, ?, ?, ?)");
    insert.setString(1, use.target().kind());
    insert.setString(2, use.target().name());
    insert.setBytes(3, Ids.bytes(use.work()));
    insert.setInt(4, use.job());
    insert.executeUpdate();
  }
}
