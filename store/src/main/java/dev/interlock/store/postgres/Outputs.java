package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Output;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.WorkId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// What attempts wrote that have ended by entries of the same batch: kept if the entry was written.
record Outputs(List<Row> rows) implements Part {
  private static final String SQL =
      """
      with kept as (
        insert into output (work_id, job, attempt, body)
        select id, job, attempt, body
          from unnest(?, ?, ?, ?, ?, ?) as given (id, fence, seq, job, attempt, body)
         where exists (select from journal
                        where work_id = id and journal.seq = given.seq
                          and journal.fence = given.fence)
        on conflict do nothing
      )
      select 1
      """;

  /// What an attempt wrote, and the append that it ended by.
  record Row(Write.Append append, Output output) {
    private WorkId id() {
      return append.claim().id();
    }
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, rows)
        .ids(Row::id)
        .longs(row -> row.append().claim().fence())
        .longs(row -> row.append().entry().seq())
        .ints(row -> row.output().job())
        .ints(row -> row.output().attempt())
        .texts(row -> row.output().text())
        .next();
  }
}
