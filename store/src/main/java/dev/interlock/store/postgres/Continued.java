package dev.interlock.store.postgres;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.blob.FactsBlob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/// Entries that follow one of this server's under the same claim and leave the works' rows as they
/// are, no two of the same work: the hot path. Nothing needs to be looked up but the fence, which
/// nobody raises until the end of the transaction, and the epoch of the emergency stop; that an
/// entry is the next is known, and the primary key holds it.
///
/// @param rows what is to be written
/// @param told takes the number and the result of each, if all were written; what became of them
///   else is to be looked up
record Continued(List<Row> rows, BiConsumer<Integer, WriteResult> told) implements Part {

  /// One entry costs a chain of jobs a commit: without arrays a third of the time.
  private static final String ONE =
      """
      insert into journal (work_id, seq, fence, at, facts)
      select id, ?, fence, ?, ?
        from work
       where id = ? and fence = ? and case when ? = -1 then true else held_stop_epoch() = ? end
         for share
      returning 1
      """;

  private static final String SEVERAL =
      """
      insert into journal (work_id, seq, fence, at, facts)
      select id, seq, fence, at, facts
        from unnest(?, ?, ?, ?, ?, ?) as given (id, fence, seq, at, facts, stop_epoch)
             join work using (id, fence)
       where stop_epoch in (-1, (select held_stop_epoch()))
       order by id
         for share of work
      returning 1
      """;

  /// An entry.
  ///
  /// @param number of the write, for its result
  record Row(int number, Write.Append append) {
    private JournalEntry entry() {
      return append.entry();
    }

    private byte[] facts() {
      return FactsBlob.bytes(entry().facts());
    }
  }

  private boolean isOne() {
    return rows.size() == 1;
  }

  @Override
  public String sql() {
    return isOne() ? ONE : SEVERAL;
  }

  @Override
  public int bind(PreparedStatement statement, int first) throws SQLException {
    return isOne() ? bindOne(statement, first) : bindSeveral(statement, first);
  }

  private int bindOne(PreparedStatement statement, int first) throws SQLException {
    var row = rows.getFirst();
    statement.setLong(first, row.entry().seq());
    statement.setLong(first + 1, row.entry().at().toEpochMilli());
    statement.setBytes(first + 2, row.facts());
    statement.setObject(first + 3, row.append().claim().id().value());
    statement.setLong(first + 4, row.append().claim().fence());
    statement.setLong(first + 5, row.append().stopEpoch());
    statement.setLong(first + 6, row.append().stopEpoch());
    return first + 7;
  }

  private int bindSeveral(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, rows)
        .ids(row -> row.append().claim().id())
        .longs(row -> row.append().claim().fence())
        .longs(row -> row.entry().seq())
        .longs(row -> row.entry().at().toEpochMilli())
        .bytes(Row::facts)
        .longs(row -> row.append().stopEpoch())
        .next();
  }

  @Override
  public void read(ResultSet written) throws SQLException {
    int count = 0;
    while (written.next()) {
      count++;
    }
    if (count == rows.size()) {
      rows.forEach(row -> told.accept(row.number(), new WriteResult.Done()));
    }
  }
}
