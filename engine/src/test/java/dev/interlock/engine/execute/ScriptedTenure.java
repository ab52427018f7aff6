package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.work.WorkId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Held as long as a test says, and shared by as many servers.
final class ScriptedTenure implements Tenure {
  volatile boolean held = true;
  volatile int sharers = 1;
  private final ConcurrentMap<WorkId, Claim> letGo = new ConcurrentHashMap<>();
  private volatile Runnable whenLost = () -> {};
  private volatile Runnable whenWorksAreFree = () -> {};

  @Override
  public void start(Runnable lost, Runnable worksAreFree) {
    whenLost = lost;
    whenWorksAreFree = worksAreFree;
  }

  void lose() {
    held = false;
    whenLost.run();
  }

  void regain() {
    held = true;
    whenWorksAreFree.run();
  }

  @Override
  public boolean isHeld() {
    return held;
  }

  @Override
  public int sharers() {
    return sharers;
  }

  @Override
  public List<ReplicaRow> replicas() {
    return List.of();
  }

  @Override
  public void letGo(List<Claim> works) {
    works.forEach(claim -> letGo.put(claim.id(), claim));
  }

  boolean hasLetGoOf(WorkId id) {
    return letGo.containsKey(id);
  }

  @Override
  public void close() {}
}
