package dev.interlock.engine.admit;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// SHA-256 over a request in one canonical form, so that two requests have one hash only if they
/// ask for the same.
///
/// The form: each text as its length in UTF-8 bytes and the bytes, each number and each list's
/// length as 4 bytes, fields in the order of the records, arguments in the order of their names.
final class PlanHash {
  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  private PlanHash(MessageDigest digest) {
    this.digest = digest;
  }

  /// 64 lower-case hexadecimal digits.
  static String of(WorkReq request) {
    try {
      var hash = new PlanHash(MessageDigest.getInstance("SHA-256"));
      hash.add(request);
      return HexFormat.of().formatHex(hash.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("bug: every JDK has SHA-256", e);
    }
  }

  private void add(WorkReq request) {
    add(request.name());
    add(request.desc());
    add(request.blocks().size());
    request.blocks().forEach(this::add);
  }

  private void add(Block block) {
    add(block.desc());
    add(block.limit());
    add(block.toleratedFailures());
    add(block.jobs().size());
    block.jobs().forEach(this::add);
  }

  private void add(Job job) {
    add(job.name());
    add(job.desc());
    add(job.args().size());
    new TreeMap<>(job.args())
        .forEach((name, value) -> {
          add(name);
          add(value);
        });
  }

  private void add(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(int value) {
    digest.update(number.clear().putInt(value).flip());
  }
}
