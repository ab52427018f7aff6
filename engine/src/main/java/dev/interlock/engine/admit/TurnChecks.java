package dev.interlock.engine.admit;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Turn;
import java.time.Duration;
import java.util.List;

/// When a block runs and how fast: whether it is within the limits, and the blocks in an order that
/// can be kept.
final class TurnChecks {
  private TurnChecks() {}

  static void pace(String path, Pace pace, Problems problems) {
    var rate = pace.rate();
    if (!rate.isUnlimited()) {
      problems.number(path + ".rate.starts", rate.starts(), 1, RequestLimits.RATE_STARTS_MAX);
      problems.time(
          path + ".rate.interval",
          rate.interval(),
          RequestLimits.RATE_INTERVAL_MIN,
          RequestLimits.RATE_INTERVAL_MAX);
    }
    if (!pace.ramp().equals(Ramp.NONE)) {
      ramp(path + ".ramp", pace.ramp(), problems);
    }
  }

  private static void ramp(String path, Ramp ramp, Problems problems) {
    int size = ramp.waves().size();
    if (size < 1 || size > RequestLimits.WAVES_MAX) {
      problems.add(
          path + ".waves",
          "has %d waves; it must have 1 to %d, and the last one repeats"
              .formatted(size, RequestLimits.WAVES_MAX));
    } else {
      for (int w = 0; w < size; w++) {
        wave(path + ".waves[" + w + "]", ramp.waves().get(w), problems);
      }
    }
    problems.time(path + ".bake", ramp.bake(), Duration.ZERO, RequestLimits.DELAY_MAX);
  }

  private static void wave(String path, Share wave, Problems problems) {
    int max = wave.isPercent() ? 100 : RequestLimits.WAVE_SEQUENCES_MAX;
    if (wave.number() < 1 || wave.number() > max) {
      problems.add(
          path,
          "is %s; it must be a number of sequences, 1 to %d, or a percentage, 1%% to 100%%"
              .formatted(wave, RequestLimits.WAVE_SEQUENCES_MAX));
    }
  }

  /// All but the deadline.
  static void turn(String path, Turn turn, Problems problems) {
    problems.time(
        path + ".entrance_delay", turn.entranceDelay(), Duration.ZERO, RequestLimits.DELAY_MAX);
    problems.time(path + ".exit_delay", turn.exitDelay(), Duration.ZERO, RequestLimits.DELAY_MAX);
    if (turn.role().isDeferred() && turn.condition() != Condition.ALWAYS) {
      problems.add(
          path + ".condition",
          "is %s, and the role %s; only forward blocks have a condition, leave one of the two out"
              .formatted(turn.condition(), turn.role()));
    }
  }

  static void roles(List<Block> blocks, Problems problems) {
    int firstDeferred = -1;
    for (int b = 0; b < blocks.size(); b++) {
      boolean isDeferred = blocks.get(b).turn().role().isDeferred();
      if (isDeferred && firstDeferred < 0) {
        firstDeferred = b;
      } else if (!isDeferred && firstDeferred >= 0) {
        problems.add(
            "blocks[" + b + "].role",
            "is FORWARD after the deferred blocks[%d]; put blocks of the roles ON_SUCCESS, ON_FAILURE and ALWAYS last"
                .formatted(firstDeferred));
      }
    }
    if (firstDeferred == 0 && blocks.stream().allMatch(b -> b.turn().role().isDeferred())) {
      problems.add(
          "blocks", "are all deferred; at least one must be FORWARD, which is the default");
    }
  }
}
