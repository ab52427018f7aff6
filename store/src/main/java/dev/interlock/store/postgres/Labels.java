package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.WorkId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The labels of works of the same batch, to find them by: kept if the work was made.
record Labels(List<Row> rows) implements Part {
  private static final String SQL =
      """
      with kept as (
        insert into work_label (key, work_id, value)
        select key, id, value
          from unnest(?, ?, ?) as given (id, key, value) join work using (id)
        on conflict do nothing
      )
      select 1
      """;

  /// One label of a work.
  record Row(WorkId id, Map.Entry<String, String> label) {}

  /// All of a new work.
  static List<Row> of(Write.Submit submit) {
    var work = submit.work();
    return work.origin().labels().entrySet().stream()
        .map(label -> new Row(work.id(), label))
        .toList();
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, rows)
        .ids(Row::id)
        .texts(row -> row.label().getKey())
        .texts(row -> row.label().getValue())
        .next();
  }
}
