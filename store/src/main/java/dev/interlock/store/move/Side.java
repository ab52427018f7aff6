package dev.interlock.store.move;

import dev.interlock.store.sql.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One of the two databases of a [Move], which no server uses meanwhile. For one thread.
///
/// @param connection commits by itself no more
/// @param place for messages
/// @param release lets servers have it again
public record Side(Connection connection, Dialect dialect, String place, Runnable release)
    implements AutoCloseable {

  /// The expression that [#read] reads.
  String selected(Column column) {
    return column.kind() == Column.Kind.ID ? dialect.idColumn(column.name()) : column.name();
  }

  /// A value: a text, a number, a truth value, or bytes, which an id is too; null where there is
  /// none.
  @Nullable Object read(ResultSet row, int at, Column.Kind kind) throws SQLException {
    var value =
        switch (kind) {
          case ID, BYTES -> row.getBytes(at);
          case TEXT -> row.getString(at);
          case NUMBER -> row.getLong(at);
          case FLAG -> row.getBoolean(at);
        };
    if (row.wasNull()) {
      return null;
    }
    return value instanceof String text ? dialect.text(text) : value;
  }

  void bind(PreparedStatement insert, int at, Column.Kind kind, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> insert.setNull(at, kind == Column.Kind.NUMBER ? Types.BIGINT : Types.OTHER);
      case byte[] bytes when kind == Column.Kind.ID -> dialect.bind(insert, at, Dialect.id(bytes));
      case byte[] bytes -> insert.setBytes(at, bytes);
      case String text -> insert.setString(at, dialect.kept(text));
      case Long number -> insert.setLong(at, number);
      case Boolean flag -> insert.setBoolean(at, flag);
      default -> throw new IllegalStateException("bug: no column has " + value.getClass());
    }
  }

  /// A value as a digest takes it: the same from whatever database.
  static String canonical(@Nullable Object value) {
    return switch (value) {
      case null -> "-";
      case byte[] bytes -> "b" + HexFormat.of().formatHex(bytes);
      case String text -> "t%d:%s".formatted(text.length(), text);
      default -> value.toString();
    };
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.close();
    } finally {
      release.run();
    }
  }
}
