package dev.interlock.store.sql;

import dev.interlock.engine.work.WorkId;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// How a database keeps what databases keep differently: ids, in 16 bytes which it orders as the
/// ids are, and texts.
public interface Dialect {

  /// The expression that [#id] reads.
  ///
  /// @param column of an id
  String idColumn(String column);

  /// Sets a parameter to an id.
  void bind(PreparedStatement statement, int parameter, WorkId id) throws SQLException;

  /// What is kept of a text, from which [#text] makes it again.
  String kept(String text);

  /// The text that was kept so.
  String text(String kept);

  /// The id in a column that was selected by [#idColumn].
  static WorkId id(ResultSet row, int column) throws SQLException {
    return id(row.getBytes(column));
  }

  /// The id of these bytes.
  static WorkId id(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new WorkId(new UUID(buffer.getLong(), buffer.getLong()));
  }
}
