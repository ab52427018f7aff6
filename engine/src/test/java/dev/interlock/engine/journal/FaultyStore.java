package dev.interlock.engine.journal;

import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A store around another one that fails when a test wants it to. Any thread.
public final class FaultyStore implements WorkStore {
  private final WorkStore store;
  private final List<List<Write>> commits = new CopyOnWriteArrayList<>();
  private final AtomicInteger lostReplies = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean away;
  private volatile Consumer<List<Write>> beforeCommit = _ -> {};

  public FaultyStore(WorkStore store) {
    this.store = store;
  }

  /// From now on no call is answered, and none is carried out.
  public void goAway() {
    away = true;
  }

  public void comeBack() {
    away = false;
  }

  /// The next so many commits are carried out and their replies are lost.
  public void loseReplies(int count) {
    lostReplies.set(count);
  }

  /// Called before each commit, on its thread: may wait, throw, or write to the store behind.
  public void beforeCommit(Consumer<List<Write>> action) {
    beforeCommit = action;
  }

  /// How many calls found the store away.
  public int refusals() {
    return refusals.get();
  }

  /// The writes of each commit that was carried out.
  public List<List<Write>> commits() {
    return commits;
  }

  @Override
  public List<WriteResult> commit(List<Write> writes) {
    beforeCommit.accept(writes);
    var results = answered(() -> store.commit(writes));
    commits.add(List.copyOf(writes));
    if (lostReplies.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreUnavailable("the reply was lost", null);
    }
    return results;
  }

  @Override
  public Optional<WorkRecord> find(WorkId id) {
    return answered(() -> store.find(id));
  }

  @Override
  public Optional<WorkReq> request(WorkId id) {
    return answered(() -> store.request(id));
  }

  @Override
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    return answered(() -> store.journal(id, afterSeq, max));
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return answered(() -> store.list(filter, after, max));
  }

  @Override
  public List<WorkRecord> unfinished(int max) {
    return answered(() -> store.unfinished(max));
  }

  @Override
  public Stops stops() {
    return answered(store::stops);
  }

  private <T> T answered(Supplier<T> call) {
    if (away) {
      refusals.incrementAndGet();
      throw new StoreUnavailable("the test took the store away", null);
    }
    return call.get();
  }

  @Override
  public void close() {
    store.close();
  }
}
