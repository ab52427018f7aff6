package dev.interlock.store.sqlite;

import dev.interlock.engine.work.WorkId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/// Ids as 16 bytes, which SQLite orders as the ids are.
final class Ids {
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

  static WorkId id(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new WorkId(new UUID(buffer.getLong(), buffer.getLong()));
  }
}
