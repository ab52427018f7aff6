package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import java.util.List;
import java.util.Optional;

/// Of the one server that has the store to itself: the lock on its file lasts as long as the
/// process, and nothing else is needed.
public record SoleTenure(Replica self) implements Tenure {
  @Override
  public void start(Runnable whenLost, Runnable whenWorksAreFree) {
    // neither ever happens
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  @Override
  public int sharers() {
    return 1;
  }

  @Override
  public List<ReplicaRow> replicas() {
    return List.of(new ReplicaRow(self, Optional.empty(), 0));
  }

  @Override
  public void letGo(List<Claim> works) {
    // there is nobody else
  }

  @Override
  public void close() {
    // the store lets go of the lock
  }
}
