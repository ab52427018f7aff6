package dev.interlock.store.sql;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditFilter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The tables of the audit, as both databases have them.
public record AuditRows(Session session, Dialect dialect) {
  /// The columns that an entry's texts are kept in, in their order; seq is before them, hash after.
  public static final String COLUMNS =
      """
      id, at, server, actor, authentication, address, action, name, work_id, plan_hash, policies,
      reason, decision, code, detail\
      """;

  /// The column of the time, which is a number, among [#COLUMNS].
  public static final int TIME = 1;

  /// As [dev.interlock.engine.journal.WorkStore#audit].
  List<AuditRow> select(AuditFilter filter, long after, int max) throws SQLException {
    var names = NameCondition.of(filter.names(), _ -> "?");
    boolean isOldestFirst = filter.order() == AuditFilter.Order.OLDEST_FIRST;
    var select =
        session.statement(
            """
            select seq, %s, hash from audit
             where seq %s ? %s
               and (? = '' or work_id = ?) and (? = '' or actor = ?) and (not ? or decision <> ?)
             order by seq %s limit ?
            """
                .formatted(
                    COLUMNS,
                    isOldestFirst ? ">" : "<",
                    names.sql(),
                    isOldestFirst ? "asc" : "desc"));
    select.setLong(1, after);
    int next = names.bind(select, 2);
    for (var text : List.of(filter.work(), filter.work(), filter.actor(), filter.actor())) {
      select.setString(next++, dialect.kept(text));
    }
    select.setBoolean(next++, filter.isRefused());
    select.setString(next++, AuditEntry.Verdict.ALLOWED);
    select.setInt(next, max);
    return rows(select);
  }

  private List<AuditRow> rows(PreparedStatement select) throws SQLException {
    var rows = new ArrayList<AuditRow>();
    try (var row = select.executeQuery()) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        var texts = new ArrayList<String>(columns - 2);
        for (int column = 2; column < columns; column++) {
          texts.add(dialect.text(row.getString(column)));
        }
        rows.add(new AuditRow(row.getLong(1), AuditEntry.of(texts), row.getString(columns)));
      }
    }
    return rows;
  }

  /// As [dev.interlock.engine.journal.WorkStore#auditHead].
  ///
  /// @throws SQLException also when somebody has taken the row out
  public AuditHead head() throws SQLException {
    return head("select seq, hash from audit_head");
  }

  /// The head, which nobody else moves before the end of the transaction.
  public AuditHead headToMove() throws SQLException {
    return head("select seq, hash from audit_head for update");
  }

  private AuditHead head(String sql) throws SQLException {
    try (var row = session.statement(sql).executeQuery()) {
      if (!row.next()) {
        throw new SQLException("audit_head has no row");
      }
      return new AuditHead(row.getLong(1), row.getString(2));
    }
  }
}
