package dev.interlock.engine.work;

import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import java.util.ArrayList;
import java.util.List;

/// A round of checks of a work or of one of its blocks.
///
/// @param block the block's number, or [#OF_WORK]
public record CheckRound(int block, CheckKind kind) {
  /// For the checks of the whole work.
  public static final int OF_WORK = -1;

  /// The jobs that it runs.
  public List<Job> jobs(Checks checks) {
    return switch (kind) {
      case BYPASS -> checks.bypass();
      case PRE -> {
        var all = new ArrayList<>(checks.pre());
        all.addAll(checks.continuous());
        yield List.copyOf(all);
      }
      case CONTINUOUS -> checks.continuous();
      case POST -> checks.post();
    };
  }

  /// Where the request has one of its [#jobs]: `blocks[2].checks.pre[1]`.
  public String path(Checks checks, int index) {
    var owner = block == OF_WORK ? "checks." : "blocks[" + block + "].checks.";
    boolean isContinuous =
        kind == CheckKind.CONTINUOUS || (kind == CheckKind.PRE && index >= checks.pre().size());
    int place = kind == CheckKind.PRE && isContinuous ? index - checks.pre().size() : index;
    var list =
        switch (kind) {
          case BYPASS -> "bypass";
          case PRE -> isContinuous ? "continuous" : "pre";
          case CONTINUOUS -> "continuous";
          case POST -> "post";
        };
    return owner + list + "[" + place + "]";
  }
}
