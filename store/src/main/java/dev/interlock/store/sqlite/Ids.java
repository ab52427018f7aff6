package dev.interlock.store.sqlite;

import dev.interlock.engine.work.WorkId;
import dev.interlock.store.sql.Dialect;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;

/// Ids as 16 bytes, which SQLite orders as the ids are.
final class Ids {
  /// As [#bytes]; texts as they are.
  static final Dialect DIALECT =
      new Dialect() {
        @Override
        public String idColumn(String column) {
          return column;
        }

        @Override
        public void bind(PreparedStatement statement, int parameter, WorkId id)
            throws SQLException {
          statement.setBytes(parameter, bytes(id));
        }

        @Override
        public String kept(String text) {
          return text;
        }

        @Override
        public String text(String kept) {
          return kept;
        }
      };

  private Ids() {}

  static byte[] bytes(WorkId id) {
    return ByteBuffer.allocate(16)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }

  /// The lowest id that begins so: with hexadecimal digits, and `-` anywhere.
  static byte[] lowest(String start) {
    return filled(start, '0');
  }

  /// The highest id that begins so.
  static byte[] highest(String start) {
    return filled(start, 'f');
  }

  private static byte[] filled(String start, char rest) {
    var digits = start.replace("-", "");
    return HexFormat.of().parseHex(digits + String.valueOf(rest).repeat(32 - digits.length()));
  }
}
