package dev.interlock.sim;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopVerdict;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// What one replica knows of the emergency stop, as in the engine's `EmergencyStop`: what it last
/// read, and the orders of its own that are not stored yet.
final class StopView {
  private final Set<String> unstored = new TreeSet<>();
  private boolean isRead;
  private long epoch;
  private Set<String> stopped = Set.of();

  void read(WorkStore.Stops stops) {
    var names = new HashSet<String>();
    for (var row : stops.rows()) {
      if (row.status().equals("stop")) {
        names.add(row.name());
      }
    }
    stopped = names;
    epoch = stops.epoch();
    isRead = true;
  }

  void cannotBeRead() {
    isRead = false;
  }

  /// In force from now on, stored or not.
  void order(String name) {
    unstored.add(name);
  }

  void isStored(String name) {
    unstored.remove(name);
  }

  /// Nothing is known any more.
  void forget() {
    isRead = false;
    unstored.clear();
    stopped = Set.of();
  }

  boolean stopsAnything() {
    return !stopped.isEmpty() || !unstored.isEmpty();
  }

  StopVerdict verdictFor(String name) {
    if (has(unstored, name)) {
      return new StopVerdict.Stop("ordered here");
    }
    if (!isRead) {
      return new StopVerdict.Hold("cannot be read");
    }
    return has(stopped, name) ? new StopVerdict.Stop("stop of " + name) : new StopVerdict.Go(epoch);
  }

  private static boolean has(Set<String> names, String name) {
    return names.contains(EmergencyStop.ALL) || names.contains(name);
  }
}
