package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.work.WorkId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What jobs did to the world, as the world sees it: written when they do it, whatever any journal
/// says.
final class EffectLog {
  /// An attempt of a job.
  record Key(WorkId work, int job, int attempt) {}

  enum End {
    RUNS,
    DIED,
    SUCCEEDED,
    FAILED,
    FATAL,
    INTERRUPTED,
    NEVER_RAN
  }

  private final Map<Key, End> attempts = new HashMap<>();
  private final Map<WorkId, Map<Integer, Integer>> runs = new HashMap<>();
  private final Map<WorkId, Map<Integer, Long>> runningUnder = new HashMap<>();

  /// An attempt begins to have its effect.
  ///
  /// @return how often the job has run by now
  int started(Key key, long fence) {
    require(!attempts.containsKey(key), "I4", key + " ran twice");
    attempts.put(key, End.RUNS);
    var under = runningUnder.computeIfAbsent(key.work(), _ -> new HashMap<>());
    var before = under.put(key.job(), fence);
    require(
        before == null || before != fence, "I3", key + " runs beside another of the same fence");
    return runs.computeIfAbsent(key.work(), _ -> new HashMap<>()).merge(key.job(), 1, Integer::sum);
  }

  void ended(Key key, long fence, End how) {
    attempts.put(key, how);
    var under = runningUnder.get(key.work());
    if (under != null) {
      under.remove(key.job(), fence);
    }
  }

  @Nullable End end(Key key) {
    return attempts.get(key);
  }
}
