package dev.interlock.store.postgres;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.store.sql.AuditRows;
import dev.interlock.store.sql.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The end of a transaction that has entries for the audit: they go to the end of the chain, of
/// which there is one for all servers, so whoever writes to it is alone until his commit. Whatever
/// else a transaction locks it has locked before. For one thread.
final class AuditBatch {
  private static final String KNOWN = "select id from audit where id = any (?)";

  private final Session session;

  /// @param session in a transaction that has begun
  AuditBatch(Session session) {
    this.session = session;
  }

  /// Adds the entries, but for those whose ids are there, and commits.
  ///
  /// @throws AuditFailed when they cannot be added; the transaction has not ended then
  void endWith(List<AuditEntry> entries) throws SQLException {
    try {
      var last = new AuditRows(session, PostgresDialect.INSTANCE).headToMove();
      var known = known(entries);
      var rows = new ArrayList<AuditRow>(entries.size());
      for (var entry : entries) {
        if (known.add(kept(entry))) {
          rows.add(last.append(entry));
          last = rows.getLast().head();
        }
      }
      var batch = new Batch();
      if (!rows.isEmpty()) {
        batch.add(new Rows(rows, last));
      }
      batch.run(session.connection());
    } catch (SQLException e) {
      throw new AuditFailed(e);
    }
  }

  private static String kept(AuditEntry entry) {
    return PostgresDialect.INSTANCE.kept(entry.id());
  }

  private Set<String> known(List<AuditEntry> entries) throws SQLException {
    var ids = entries.stream().map(AuditBatch::kept).toArray(String[]::new);
    var select = session.statement(KNOWN);
    select.setArray(1, session.connection().createArrayOf("text", ids));
    var known = new HashSet<String>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        known.add(row.getString(1));
      }
    }
    return known;
  }

  /// It is the audit that cannot be written.
  static final class AuditFailed extends SQLException {
    private static final long serialVersionUID = 1L;

    AuditFailed(SQLException cause) {
      super("the audit cannot be written: " + cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /// What comes to the end, and where that is then.
  private record Rows(List<AuditRow> rows, AuditHead head) implements Part {
    private static final String SQL =
        """
        with added as (
          insert into audit (seq, %1$s, hash)
          select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        )
        update audit_head set seq = ?, hash = ? returning 1
        """
            .formatted(AuditRows.COLUMNS);

    @Override
    public String sql() {
      return SQL;
    }

    @Override
    public int bind(PreparedStatement statement, int first) throws SQLException {
      var columns = new Columns<>(statement, first, rows).longs(AuditRow::seq);
      for (int i = 0; i < rows.getFirst().entry().texts().size(); i++) {
        int column = i;
        columns =
            column == AuditRows.TIME
                ? columns.longs(row -> row.entry().at().toEpochMilli())
                : columns.texts(row -> row.entry().texts().get(column));
      }
      int next = columns.texts(AuditRow::hash).next();
      statement.setLong(next, head.seq());
      statement.setString(next + 1, head.hash());
      return next + 2;
    }
  }
}
