package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Probe;
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

  /// That somebody with this fence has looked.
  private record Looked(Key key, long fence) {}

  private final Map<Key, End> attempts = new HashMap<>();
  private final Map<Looked, Probe.Found> probes = new HashMap<>();
  private final Map<WorkId, Map<Integer, Integer>> effects = new HashMap<>();
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
    if (how == End.NEVER_RAN) {
      attempts.putIfAbsent(key, how); // what has run has run, whatever anybody says
    } else {
      attempts.put(key, how);
    }
    var under = runningUnder.get(key.work());
    if (under != null) {
      under.remove(key.job(), fence);
    }
  }

  @Nullable End end(Key key) {
    return attempts.get(key);
  }

  /// An attempt of a VERIFIABLE job has its effect.
  ///
  /// @param isOfOwner whether its work is still its runner's
  /// @return how often the job had its effect while it was
  int happened(Key key, boolean isOfOwner) {
    var ofWork = effects.computeIfAbsent(key.work(), _ -> new HashMap<>());
    return ofWork.merge(key.job(), isOfOwner ? 1 : 0, Integer::sum);
  }

  /// Whether any attempt of the job has had its effect by now.
  boolean hadEffect(Key key) {
    return effects.getOrDefault(key.work(), Map.of()).containsKey(key.job());
  }

  /// A probe has said what it found of an attempt.
  void probed(Key key, long fence, Probe.Found found) {
    probes.put(new Looked(key, fence), found);
  }

  /// What was found of an attempt by the owner with this fence.
  Probe.@Nullable Found found(Key key, long fence) {
    return probes.get(new Looked(key, fence));
  }
}
