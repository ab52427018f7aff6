package dev.interlock.store.crash;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The store of one process, that a [CrashPlan] strikes. Any thread.
///
/// To a dead process it never answers again.
final class CrashingStore implements WorkStore {
  private final Storage storage;
  private final WorkStore store;
  private final CrashPlan plan;
  private final Effects effects;
  private volatile boolean dead;

  CrashingStore(Storage storage, CrashPlan plan, Effects effects) {
    this.storage = storage;
    this.store = storage.open();
    this.plan = plan;
    this.effects = effects;
  }

  @Override
  public synchronized List<WriteResult> commit(List<Write> writes) {
    requireLife();
    var strikes = plan.strikes(writes);
    if (strikes.isEmpty()) {
      return applied(writes);
    }
    var point = strikes.get();
    var results = point.applies() ? applied(writes) : List.<WriteResult>of();
    if (point.kills()) {
      die();
    }
    if (point != CrashPoint.AFTER_ACK) {
      throw new StoreUnavailable("struck " + point, null);
    }
    return results;
  }

  private List<WriteResult> applied(List<Write> writes) {
    var results = store.commit(writes);
    effects.areDurable(writes, results);
    return results;
  }

  /// The process ends here.
  synchronized void die() {
    storage.dies();
    dead = true;
  }

  /// Does something, unless the process is dead.
  ///
  /// @return whether it did
  synchronized boolean whileAlive(Runnable deed) {
    if (!dead) {
      deed.run();
    }
    return !dead;
  }

  /// Waits for a commit that may be struck just now.
  synchronized void strikesNoMore() {
    plan.isOver();
  }

  boolean isDead() {
    return dead;
  }

  private void requireLife() {
    if (dead) {
      throw new StoreUnavailable("this process is dead", null);
    }
  }

  @Override
  public Optional<WorkRecord> find(WorkId id) {
    requireLife();
    return store.find(id);
  }

  @Override
  public Optional<WorkReq> request(WorkId id) {
    requireLife();
    return store.request(id);
  }

  @Override
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    requireLife();
    return store.journal(id, afterSeq, max);
  }

  @Override
  public Optional<String> output(WorkId id, int job, int attempt) {
    requireLife();
    return store.output(id, job, attempt);
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    requireLife();
    return store.list(filter, after, max);
  }

  @Override
  public List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    requireLife();
    return store.due(untilMillis, after, max);
  }

  @Override
  public Map<String, Integer> unended(NameScope names, int max) {
    requireLife();
    return store.unended(names, max);
  }

  @Override
  public Optional<WorkId> answered(RequestKey key) {
    requireLife();
    return store.answered(key);
  }

  @Override
  public Stops stops() {
    requireLife();
    return store.stops();
  }

  @Override
  public Map<String, BucketLevel> buckets() {
    requireLife();
    return store.buckets();
  }

  @Override
  public List<TargetUse> usersOf(Set<Target> targets) {
    requireLife();
    return store.usersOf(targets);
  }

  @Override
  public List<AuditRow> audit(AuditFilter filter, long after, int max) {
    requireLife();
    return store.audit(filter, after, max);
  }

  @Override
  public AuditHead auditHead() {
    requireLife();
    return store.auditHead();
  }

  @Override
  public List<TargetUse> usedBy(WorkId work) {
    requireLife();
    return store.usedBy(work);
  }

  @Override
  public void close() {
    store.close();
  }
}
