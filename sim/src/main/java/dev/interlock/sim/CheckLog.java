package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.WorkId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What checks found, as they found it, whatever became of their word.
final class CheckLog {
  /// A run of a round, by one runner.
  private record Run(long fence, int run, BitSet passed, BitSet failed) {}

  /// One check of such a run.
  ///
  /// @param run one number for each run of any round by a runner, however that counts them
  record Check(CheckRound round, int run, int index) {}

  private final Map<WorkId, Map<CheckRound, List<Run>>> works = new HashMap<>();

  /// A check ended, or its time was over, which is nothing to one that has passed.
  void ended(WorkId work, long fence, Check check, boolean passes) {
    var run = run(work, fence, check);
    if (passes) {
      run.passed().set(check.index());
    } else if (!run.passed().get(check.index())) {
      run.failed().set(check.index());
    }
  }

  private Run run(WorkId work, long fence, Check check) {
    var runs =
        works
            .computeIfAbsent(work, _ -> new HashMap<>())
            .computeIfAbsent(check.round(), _ -> new ArrayList<>(1));
    for (var run : runs) {
      if (run.fence() == fence && run.run() == check.run()) {
        return run;
      }
    }
    var first = new Run(fence, check.run(), new BitSet(), new BitSet());
    runs.add(first);
    return first;
  }

  /// I4: a round has passed when each of its checks did in one run, and failed when one did not.
  ///
  /// @param checks how many there are in the round
  void i4IsSo(WorkId work, CheckRound round, long fence, int checks, boolean passed) {
    boolean isSo = false;
    for (var run : works.getOrDefault(work, Map.of()).getOrDefault(round, List.of())) {
      boolean supports = passed ? run.passed().cardinality() == checks : !run.failed().isEmpty();
      isSo |= run.fence() == fence && supports;
    }
    require(isSo, "I4", "%s is said to have %s".formatted(round, passed ? "passed" : "failed"));
  }
}
