package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.Codes;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/// Binds the columns of many rows, each column as one array: the parameters of `unnest`. For one
/// thread.
///
/// @param <T> what a row is made of
final class Columns<T> {
  private final PreparedStatement statement;
  private final List<T> rows;
  private int parameter;

  /// @param first the parameter of the first column; each next is the next column's
  Columns(PreparedStatement statement, int first, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
    this.parameter = first;
  }

  /// The parameter after the last that was bound.
  int next() {
    return parameter;
  }

  Columns<T> texts(Function<T, String> column) throws SQLException {
    return bind("text", rows.stream().map(column).map(PostgresDialect.INSTANCE::kept).toArray());
  }

  Columns<T> ids(Function<T, WorkId> column) throws SQLException {
    return bind("uuid", rows.stream().map(row -> column.apply(row).value()).toArray());
  }

  Columns<T> longs(ToLongFunction<T> column) throws SQLException {
    return bind(driver().createArrayOf("bigint", rows.stream().mapToLong(column).toArray()));
  }

  Columns<T> ints(ToIntFunction<T> column) throws SQLException {
    return bind(driver().createArrayOf("integer", rows.stream().mapToInt(column).toArray()));
  }

  Columns<T> flags(Function<T, Boolean> column) throws SQLException {
    return bind("boolean", rows.stream().map(column).toArray());
  }

  Columns<T> bytes(Function<T, byte[]> column) throws SQLException {
    return bind("bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  /// Every column of a summary, in the order of [dev.interlock.store.sql.WorkRow#SET].
  Columns<T> summaries(Function<T, WorkSummary> column) throws SQLException {
    var all = rows.stream().map(column).toList();
    var columns =
        new Columns<>(statement, parameter, all)
            .ints(summary -> Codes.number(summary.state()))
            .texts(WorkSummary::reason)
            .flags(WorkSummary::hadErrors)
            .flags(WorkSummary::wasEsStopped)
            .longs(summary -> summary.times().startedMillis())
            .longs(summary -> summary.times().endedMillis())
            .longs(WorkSummary::dueMillis)
            .ints(summary -> summary.counts().waiting())
            .ints(summary -> summary.counts().running())
            .ints(summary -> summary.counts().completed())
            .ints(summary -> summary.counts().failed())
            .ints(summary -> summary.counts().unknown())
            .ints(summary -> summary.counts().skipped())
            .ints(summary -> summary.counts().cancelled());
    parameter = columns.next();
    return this;
  }

  private Columns<T> bind(String type, Object[] values) throws SQLException {
    return bind(statement.getConnection().createArrayOf(type, values));
  }

  private Columns<T> bind(Array values) throws SQLException {
    statement.setArray(parameter++, values);
    return this;
  }

  /// Sends arrays of numbers as they are, and not as text.
  private PGConnection driver() throws SQLException {
    return statement.getConnection().unwrap(PGConnection.class);
  }
}
