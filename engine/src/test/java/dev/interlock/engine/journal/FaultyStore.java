package dev.interlock.engine.journal;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final AtomicInteger looks = new AtomicInteger();
  private volatile Consumer<List<Write>> beforeCommit = _ -> {};
  private volatile Consumer<List<Write>> afterCommit = _ -> {};
  private volatile Consumer<WorkId> beforeJournal = _ -> {};

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

  /// Called after each commit, before it is answered, on its thread: may wait or throw.
  public void afterCommit(Consumer<List<Write>> action) {
    afterCommit = action;
  }

  /// Called before a journal is read, on the reader's thread: may wait or throw.
  public void beforeJournal(Consumer<WorkId> action) {
    beforeJournal = action;
  }

  /// How many calls found the store away.
  public int refusals() {
    return refusals.get();
  }

  /// How often somebody looked for works that are due.
  public int looks() {
    return looks.get();
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
    afterCommit.accept(writes);
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
    beforeJournal.accept(id);
    return answered(() -> store.journal(id, afterSeq, max));
  }

  @Override
  public Optional<String> output(WorkId id, int job, int attempt) {
    return answered(() -> store.output(id, job, attempt));
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return answered(() -> store.list(filter, after, max));
  }

  @Override
  public List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    var found = answered(() -> store.due(untilMillis, after, max));
    looks.incrementAndGet();
    return found;
  }

  @Override
  public Map<String, Integer> unended(NameScope names, int max) {
    return answered(() -> store.unended(names, max));
  }

  @Override
  public Optional<WorkId> answered(RequestKey key) {
    return answered(() -> store.answered(key));
  }

  @Override
  public Stops stops() {
    return answered(store::stops);
  }

  @Override
  public Map<String, BucketLevel> buckets() {
    return answered(store::buckets);
  }

  @Override
  public List<TargetUse> usersOf(Set<Target> targets) {
    return answered(() -> store.usersOf(targets));
  }

  @Override
  public List<AuditRow> audit(AuditFilter filter, long after, int max) {
    return answered(() -> store.audit(filter, after, max));
  }

  @Override
  public AuditHead auditHead() {
    return answered(() -> store.auditHead());
  }

  @Override
  public List<TargetUse> usedBy(WorkId work) {
    return answered(() -> store.usedBy(work));
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
