package dev.interlock.engine.admit;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
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
/// What a request need not say is left out where it does not, and begins with a number of its own,
/// below -1, where it does: so a request has the hash that it had before there was more to say.
final class PlanHash {
  private static final int SEQUENCES = -2;
  private static final int TOLERANCE_OF_BLOCK = -3;
  private static final int TOLERANCE_OF_WORK = -4;

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
    if (!request.tolerance().equals(Tolerance.UNSAID)) {
      add(TOLERANCE_OF_WORK);
      add(request.tolerance());
    }
  }

  private void add(Tolerance tolerance) {
    add(tolerance.failures());
    add(tolerance.percent());
    add(tolerance.consecutive());
    add(tolerance.strict() ? 1 : 0);
  }

  private void add(Block block) {
    add(block.desc());
    add(block.limit());
    add(block.toleratedFailures());
    add(block.single().size());
    block.single().forEach(this::add);
    if (!block.sequences().isEmpty()) {
      add(SEQUENCES);
      add(block.sequences().size());
      block.sequences().forEach(this::add);
    }
    if (!block.tolerance().equals(Tolerance.of(block.toleratedFailures()))) {
      add(TOLERANCE_OF_BLOCK);
      add(block.tolerance());
    }
  }

  private void add(Sequence sequence) {
    add(sequence.desc());
    add(sequence.jobs().size());
    sequence.jobs().forEach(this::add);
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
