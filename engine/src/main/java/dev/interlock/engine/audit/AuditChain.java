package dev.interlock.engine.audit;

import dev.interlock.engine.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How one row of the audit follows from another. The format is docs/audit.md's: SHA-256 of
///
/// - the 32 bytes of the hash before, which are zero before the first row,
/// - the row's seq in eight bytes, the highest first,
/// - for each text that is not empty, in order: its number in one byte, which is that of
///   `AuditRecord` in audit.proto, its length in four bytes, and the text in UTF-8.
final class AuditChain {
  /// The seq is 1 there.
  private static final int FIRST_NUMBER = 2;

  private AuditChain() {}

  /// @param before the hash of the row before, in hexadecimal
  static String hash(String before, long seq, AuditEntry entry) {
    var bytes = new ByteArrayOutputStream(512);
    try (var out = new DataOutputStream(bytes)) {
      out.write(HexFormat.of().parseHex(before));
      out.writeLong(seq);
      int number = FIRST_NUMBER;
      for (var text : entry.texts()) {
        if (!text.isEmpty()) {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          out.writeByte(number);
          out.writeInt(utf8.length);
          out.write(utf8);
        }
        number++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bug: memory does not fail", e);
    }
    return Sha256.of(bytes.toByteArray());
  }
}
