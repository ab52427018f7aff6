package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.replica.DrainAnswer;
import dev.interlock.engine.replica.DrainOrder;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Held as long as a test says, shared by as many servers, and drained when it says so. All works
/// of the store that were claimed are its own until it lets go of them.
final class ScriptedTenure implements Tenure {
  private final InMemoryStore store;
  private final ConcurrentMap<WorkId, Claim> letGo = new ConcurrentHashMap<>();
  private volatile Runnable whenLost = () -> {};
  private volatile Runnable whenWorksAreFree = () -> {};
  private volatile Runnable whenDrainChanges = () -> {};
  private volatile boolean draining;

  volatile boolean held = true;
  volatile int sharers = 1;

  /// Whether it has said that nothing runs here.
  volatile boolean drained;

  ScriptedTenure(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public void start(Runnable lost, Runnable worksAreFree, Runnable drainChanges) {
    whenLost = lost;
    whenWorksAreFree = worksAreFree;
    whenDrainChanges = drainChanges;
  }

  void lose() {
    held = false;
    whenLost.run();
  }

  void regain() {
    held = true;
    whenWorksAreFree.run();
  }

  void drain() {
    draining = true;
    whenDrainChanges.run();
  }

  void undoDrain() {
    draining = false;
    whenDrainChanges.run();
  }

  boolean hasLetGoOf(WorkId id) {
    return letGo.containsKey(id);
  }

  @Override
  public boolean isHeld() {
    return held;
  }

  @Override
  public boolean isDraining() {
    return draining;
  }

  @Override
  public Optional<String> problem() {
    return held ? Optional.empty() : Optional.of("as the test wants it");
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
  public DrainAnswer drain(DrainOrder order) {
    throw new UnsupportedOperationException("no test here asks for it");
  }

  @Override
  public List<Claim> owned(int max) {
    return store.due(WorkMachine.AT_REST, Optional.empty(), max).stream()
        .filter(work -> work.fence() > 0)
        .map(work -> new Claim(work.id(), work.fence()))
        .filter(claim -> !claim.equals(letGo.get(claim.id())))
        .toList();
  }

  @Override
  public void letGo(List<Claim> works) {
    works.forEach(claim -> letGo.put(claim.id(), claim));
  }

  @Override
  public void drained() {
    drained = true;
  }

  @Override
  public void close() {}
}
