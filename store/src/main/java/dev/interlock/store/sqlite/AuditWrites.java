package dev.interlock.store.sqlite;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditUnavailable;
import dev.interlock.store.sql.AuditRows;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Entries of the audit. Within [Writer]'s transaction.
final class AuditWrites {
  private static final String INSERT =
      """
      insert into audit (seq, %s, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do nothing
      """
          .formatted(AuditRows.COLUMNS);

  private final Session session;

  /// As the database has it: nobody but this session moves it, for a file has one server and a
  /// server one writer, and a session does not outlive a failed commit.
  private @Nullable AuditHead head;

  AuditWrites(Session session) {
    this.session = session;
  }

  /// Adds an entry, unless one with its id is there.
  ///
  /// @throws AuditUnavailable when it cannot
  void add(AuditEntry entry) {
    try {
      var before = head == null ? new AuditRows(session, Ids.DIALECT).head() : head;
      var row = before.append(entry);
      head = insert(row) ? moved(row) : before;
    } catch (SQLException e) {
      throw new AuditUnavailable("the audit cannot be written: " + e.getMessage(), e);
    }
  }

  private boolean insert(AuditRow row) throws SQLException {
    var insert = session.statement(INSERT);
    insert.setLong(1, row.seq());
    int column = 2;
    for (var text : row.entry().texts()) {
      insert.setString(column++, text); // the time is a number by its column's type
    }
    insert.setString(column, row.hash());
    return insert.executeUpdate() == 1;
  }

  private AuditHead moved(AuditRow row) throws SQLException {
    var update = session.statement("update audit_head set seq = ?, hash = ?");
    update.setLong(1, row.seq());
    update.setString(2, row.hash());
    update.executeUpdate();
    return row.head();
  }
}
