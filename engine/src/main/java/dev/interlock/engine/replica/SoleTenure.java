package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Of the one server that has the store to itself: the lock on its file lasts as long as the
/// process, and nothing else is needed.
public record SoleTenure(Replica self) implements Tenure {
  @Override
  public void start(Runnable whenLost, Runnable whenWorksAreFree, Runnable whenDrainChanges) {
    // none of it ever happens
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  @Override
  public boolean isDraining() {
    return false;
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public int sharers() {
    return 1;
  }

  @Override
  public List<ReplicaRow> replicas() {
    return List.of(new ReplicaRow(self, Optional.empty(), 0, Drain.NONE));
  }

  /// Nobody else would go on with its works.
  @Override
  public DrainAnswer drain(DrainOrder order) {
    return order.among(new TreeMap<>(Map.of(self.name(), Drain.State.NONE)));
  }

  @Override
  public List<Claim> owned(int max) {
    return List.of();
  }

  @Override
  public void letGo(List<Claim> works) {
    // to nobody
  }

  @Override
  public void drained() {
    // it never drains
  }

  @Override
  public void close() {
    // the store lets go of the lock
  }
}
