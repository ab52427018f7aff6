package dev.interlock.store.sqlite;

import dev.interlock.engine.work.WorkId;
import java.nio.ByteBuffer;
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

  static WorkId id(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new WorkId(new UUID(buffer.getLong(), buffer.getLong()));
  }
}
