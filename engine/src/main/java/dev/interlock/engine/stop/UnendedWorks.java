package dev.interlock.engine.stop;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.journal.WorkStore;
import java.util.Map;

/// The works that the emergency stop is about: those that have not ended.
///
/// @param byName how many there are of each name
/// @param mayBeMore whether there were more than are counted at once
public record UnendedWorks(Map<String, Integer> byName, boolean mayBeMore) {
  /// Works are counted up to here, so that counting costs little however many there are.
  static final int COUNTED_MAX = 10_000;

  public UnendedWorks {
    byName = Map.copyOf(byName);
  }

  /// Counts them.
  ///
  /// @param names only works of these
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the database does not answer
  public static UnendedWorks in(WorkStore store, NameScope names) {
    var byName = store.unended(names, COUNTED_MAX);
    int sum = byName.values().stream().mapToInt(Integer::intValue).sum();
    return new UnendedWorks(byName, sum >= COUNTED_MAX);
  }

  /// How many are of a name that is stopped or held, by whatever source.
  public int heldBackBy(EmergencyStop stop) {
    return byName.entrySet().stream()
        .filter(of -> !(stop.verdictFor(of.getKey()) instanceof StopVerdict.Go))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
