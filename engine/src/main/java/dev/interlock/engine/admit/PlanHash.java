package dev.interlock.engine.admit;

import dev.interlock.engine.digest.Sha256;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// SHA-256 over a request in one canonical form, so that two requests have one hash only if they
/// ask for the same.
///
/// The form: each text as its length in UTF-8 bytes and the bytes, each number and each list's
/// length as 4 bytes, each time as its whole seconds in 8 bytes and the rest in nanoseconds, each
/// constant as its name, fields in the order of the records, arguments and labels in the order of
/// their names. What a request need not say is left out where it does not, and begins with a number
/// of its own, below -1, where it does: so a request has the hash that it had before there was more
/// to say.
final class PlanHash {
  private static final int SEQUENCES = -2;
  private static final int TOLERANCE_OF_BLOCK = -3;
  private static final int TOLERANCE_OF_WORK = -4;
  private static final int ON_BREACH_OF_BLOCK = -5;
  private static final int ON_BREACH_OF_WORK = -6;
  private static final int RATE = -7;
  private static final int RAMP = -8;
  private static final int CHECKS_OF_BLOCK = -9;
  private static final int CHECKS_OF_WORK = -10;
  private static final int ROLE = -11;
  private static final int CONDITION = -12;
  private static final int ENTRANCE_DELAY = -13;
  private static final int EXIT_DELAY = -14;
  private static final int DEADLINE_OF_BLOCK = -15;
  private static final int DEADLINE_OF_WORK = -16;
  private static final int RETRIES = -17;
  private static final int LABELS = -18;

  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  private PlanHash(MessageDigest digest) {
    this.digest = digest;
  }

  /// 64 lower-case hexadecimal digits.
  static String of(WorkReq request) {
    var hash = new PlanHash(Sha256.digest());
    hash.add(request);
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void add(WorkReq request) {
    add(request.name());
    add(request.desc());
    add(request.blocks().size());
    request.blocks().forEach(this::add);
    var tolerance = request.tolerance();
    if (!tolerance.with(OnBreach.FAIL).equals(Tolerance.UNSAID)) {
      add(TOLERANCE_OF_WORK);
      add(tolerance);
    }
    addSaid(ON_BREACH_OF_WORK, tolerance.onBreach(), OnBreach.FAIL);
    addSaid(CHECKS_OF_WORK, request.checks());
    addSaid(DEADLINE_OF_WORK, request.deadline());
    if (!request.labels().isEmpty()) {
      add(LABELS);
      add(request.labels());
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
    var tolerance = block.tolerance();
    if (!tolerance.with(OnBreach.FAIL).equals(Tolerance.of(block.toleratedFailures()))) {
      add(TOLERANCE_OF_BLOCK);
      add(tolerance);
    }
    addSaid(ON_BREACH_OF_BLOCK, tolerance.onBreach(), OnBreach.FAIL);
    add(block.pace());
    addSaid(CHECKS_OF_BLOCK, block.checks());
    add(block.turn());
  }

  /// Without the limit, which has its old place.
  private void add(Pace pace) {
    if (!pace.rate().equals(Rate.UNLIMITED)) {
      add(RATE);
      add(pace.rate().starts());
      add(pace.rate().interval());
    }
    if (!pace.ramp().equals(Ramp.NONE)) {
      add(RAMP);
      add(pace.ramp().waves().size());
      pace.ramp().waves().forEach(wave -> add(wave.toString()));
      add(pace.ramp().bake());
    }
  }

  private void add(Turn turn) {
    addSaid(ROLE, turn.role(), Role.FORWARD);
    addSaid(CONDITION, turn.condition(), Condition.ALWAYS);
    addSaid(ENTRANCE_DELAY, turn.entranceDelay());
    addSaid(EXIT_DELAY, turn.exitDelay());
    addSaid(DEADLINE_OF_BLOCK, turn.deadline());
  }

  private void addSaid(int what, Enum<?> constant, Enum<?> unsaid) {
    if (constant != unsaid) {
      add(what);
      add(constant.name());
    }
  }

  private void addSaid(int what, Duration time) {
    if (!time.isZero()) {
      add(what);
      add(time);
    }
  }

  private void addSaid(int what, Checks checks) {
    if (!checks.equals(Checks.NONE)) {
      add(what);
      for (var list : checks.lists()) {
        add(list.jobs().size());
        list.jobs().forEach(this::add);
      }
      add(checks.interval());
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
    add(job.args());
    if (job.retries() != 0) {
      add(RETRIES);
      add(job.retries());
    }
  }

  private void add(Map<String, String> texts) {
    add(texts.size());
    new TreeMap<>(texts)
        .forEach((name, value) -> {
          add(name);
          add(value);
        });
  }

  private void add(Duration time) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(time.getSeconds()).flip());
    add(time.getNano());
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
