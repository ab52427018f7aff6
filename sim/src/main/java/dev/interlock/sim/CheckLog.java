package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.journal.Claim;
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

  /// A round runs, once more.
  void started(Claim claim, CheckRound round, int run) {
    runs(claim.id(), round).add(new Run(claim.fence(), run, new BitSet(), new BitSet()));
  }

  /// A check ended, or its time was over, which is nothing to one that has passed.
  void ended(Claim claim, Check check, boolean passes) {
    for (var run : runs(claim.id(), check.round())) {
      if (run.fence() == claim.fence() && run.run() == check.run()) {
        if (passes) {
          run.passed().set(check.index());
        } else if (!run.passed().get(check.index())) {
          run.failed().set(check.index());
        }
      }
    }
  }

  private List<Run> runs(WorkId work, CheckRound round) {
    return works
        .computeIfAbsent(work, _ -> new HashMap<>())
        .computeIfAbsent(round, _ -> new ArrayList<>(1));
  }

  /// I4: a round has passed when each of its checks did in its last run, and failed when one did
  /// not.
  ///
  /// @param checks how many there are in the round
  void i4IsSo(WorkId work, CheckRound round, long fence, int checks, boolean passed) {
    boolean isSo = false;
    for (var run : runs(work, round)) {
      if (run.fence() == fence) {
        isSo = passed ? run.passed().cardinality() == checks : !run.failed().isEmpty();
      }
    }
    require(isSo, "I4", "%s is said to have %s".formatted(round, passed ? "passed" : "failed"));
  }
}
