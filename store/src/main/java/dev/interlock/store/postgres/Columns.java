package dev.interlock.store.postgres;

import dev.interlock.engine.work.WorkId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

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
    return bind("bigint", rows.stream().mapToLong(column).boxed().toArray());
  }

  Columns<T> ints(ToIntFunction<T> column) throws SQLException {
    return bind("integer", rows.stream().mapToInt(column).boxed().toArray());
  }

  Columns<T> flags(Function<T, Boolean> column) throws SQLException {
    return bind("boolean", rows.stream().map(column).toArray());
  }

  Columns<T> bytes(Function<T, byte[]> column) throws SQLException {
    return bind("bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  private Columns<T> bind(String type, Object[] values) throws SQLException {
    statement.setArray(parameter++, statement.getConnection().createArrayOf(type, values));
    return this;
  }
}
