package dev.interlock.store.postgres;

import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.Codes;
import dev.interlock.store.sql.NameCondition;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sql.WorkRow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The question which works a list shows, newest first. It says only what the filter does, so that
/// the database chooses the index by what it knows of its rows. For one thread.
final class WorkSearch {
  private final StringBuilder sql = new StringBuilder(WorkRow.select(PostgresDialect.INSTANCE));
  private final List<Binding> bindings = new ArrayList<>();

  /// Sets a parameter.
  private interface Binding {
    void to(PreparedStatement statement, int parameter) throws SQLException;
  }

  WorkSearch(WorkFilter filter, Optional<WorkId> after, int max) {
    sql.append("from work where created >= ? and created < ?");
    bindings.add((statement, at) -> statement.setLong(at, filter.created().from()));
    bindings.add((statement, at) -> statement.setLong(at, filter.created().until()));
    after.ifPresent(id -> where("id < ?", (statement, at) -> statement.setObject(at, id.value())));
    if (!filter.idStart().isEmpty()) {
      where("id >= ?", (statement, at) -> statement.setObject(at, edge(filter.idStart(), '0')));
      where("id <= ?", (statement, at) -> statement.setObject(at, edge(filter.idStart(), 'f')));
    }
    if (!filter.name().isEmpty()) {
      where(
          "name = ?",
          (statement, at) -> statement.setString(at, PostgresDialect.INSTANCE.kept(filter.name())));
    }
    if (!filter.submitter().isEmpty()) {
      where(
          "submitted_by = ?",
          (statement, at) ->
              statement.setString(at, PostgresDialect.INSTANCE.kept(filter.submitter())));
    }
    if (!filter.states().isEmpty()) {
      var numbers = filter.states().stream().map(state -> (short) Codes.number(state)).toArray();
      where(
          "state = any (?)",
          (statement, at) ->
              statement.setArray(at, statement.getConnection().createArrayOf("smallint", numbers)));
    }
    var condition = NameCondition.of(filter.scope(), _ -> "?");
    sql.append(condition.sql());
    for (var text : condition.texts()) {
      bindings.add((statement, at) -> statement.setString(at, text));
    }
    filter.labels().forEach(this::where);
    sql.append(" order by id desc limit ?");
    bindings.add((statement, at) -> statement.setInt(at, max));
  }

  private void where(String condition, Binding binding) {
    sql.append(" and ").append(condition);
    bindings.add(binding);
  }

  private void where(LabelMatch label) {
    sql.append(" and exists (select from work_label where work_id = id and key = ?");
    bindings.add(
        (statement, at) -> statement.setString(at, PostgresDialect.INSTANCE.kept(label.key())));
    if (label instanceof LabelMatch.Is(_, var value)) {
      where(
          "value = ?",
          (statement, at) -> statement.setString(at, PostgresDialect.INSTANCE.kept(value)));
    }
    sql.append(')');
  }

  /// The lowest or highest id that begins so: with hexadecimal digits, and `-` anywhere.
  private static UUID edge(String start, char rest) {
    var digits = start.replace("-", "");
    var all = digits + String.valueOf(rest).repeat(32 - digits.length());
    return new UUID(
        Long.parseUnsignedLong(all, 0, 16, 16), Long.parseUnsignedLong(all, 16, 32, 16));
  }

  /// Ready to be executed.
  PreparedStatement select(Session session) throws SQLException {
    var statement = session.statement(sql.toString());
    for (int at = 0; at < bindings.size(); at++) {
      bindings.get(at).to(statement, at + 1);
    }
    return statement;
  }
}
