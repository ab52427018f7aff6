package dev.interlock.store.sql;

import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who touches what, as a session finds it.
public record TargetUses(Session session, Dialect dialect) {

  /// Who uses a target, of the works that have not ended.
  public Optional<TargetUse> userOf(Target target) throws SQLException {
    var select =
        session.statement(
            """
            select %s, job from target_use join work on work.id = work_id
             where kind = ? and target_use.name = ? and state < 7
            """
                .formatted(dialect.idColumn("work_id")));
    select.setString(1, dialect.kept(target.kind()));
    select.setString(2, dialect.kept(target.name()));
    try (var row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new TargetUse(target, Dialect.id(row, 1), row.getInt(2)))
          : Optional.empty();
    }
  }

  /// What the jobs of a work use.
  public List<TargetUse> usedBy(WorkId work) throws SQLException {
    PreparedStatement select =
        session.statement("select kind, name, job from target_use where work_id = ?");
    dialect.bind(select, 1, work);
    var uses = new ArrayList<TargetUse>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        var target = new Target(dialect.text(row.getString(1)), dialect.text(row.getString(2)));
        uses.add(new TargetUse(target, work, row.getInt(3)));
      }
    }
    return uses;
  }

  /// What is in the way of these changes.
  public List<TargetUse> inTheWayOf(TargetChanges changes) throws SQLException {
    var inTheWay = new ArrayList<TargetUse>(0);
    for (var wanted : changes.taken()) {
      userOf(wanted.target())
          .filter(user -> !changes.mayTakeFrom(user, wanted))
          .ifPresent(inTheWay::add);
    }
    return inTheWay;
  }
}
