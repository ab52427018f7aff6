package dev.interlock.engine;

import dev.interlock.engine.work.WorkId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// The names of the works that were asked for lately. They never change, so what is remembered
/// holds. Any thread.
final class WorkNames {
  private static final int REMEMBERED_MAX = 20_000;

  private final Function<WorkId, Optional<String>> stored;
  private final SequencedMap<WorkId, String> remembered = new LinkedHashMap<>(16, 0.75f, true);

  /// @param stored finds the name of a work where works are stored
  WorkNames(Function<WorkId, Optional<String>> stored) {
    this.stored = stored;
  }

  /// The name of a work.
  ///
  /// @return empty when there is no such work
  Optional<String> of(WorkId id) {
    synchronized (remembered) {
      var name = remembered.get(id);
      if (name != null) {
        return Optional.of(name);
      }
    }
    var found = stored.apply(id);
    found.ifPresent(name -> put(id, name));
    return found;
  }

  /// Remembers the name of a work that there is.
  void put(WorkId id, String name) {
    synchronized (remembered) {
      remembered.put(id, name);
      if (remembered.size() > REMEMBERED_MAX) {
        remembered.pollFirstEntry(); // asked for longest ago
      }
    }
  }
}
