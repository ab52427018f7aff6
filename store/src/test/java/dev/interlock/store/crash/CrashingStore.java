package dev.interlock.store.crash;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The store of one process, on a file of its own, that a [CrashPlan] strikes. Any thread.
///
/// When the process dies, the file and its log are copied as they are at that moment: nothing is
/// closed or copied from the log into the file first, as after kill -9. The next process opens the
/// copy. To the dead process the store never answers again.
final class CrashingStore implements WorkStore {
  private static final List<String> FILES = List.of("work.db", "work.db-wal");

  private final Path folder;
  private final Path nextFolder;
  private final SqliteStore store;
  private final CrashPlan plan;
  private final Effects effects;
  private volatile boolean dead;

  private CrashingStore(
      Path folder, Path nextFolder, SqliteStore store, CrashPlan plan, Effects effects) {
    this.folder = folder;
    this.nextFolder = nextFolder;
    this.store = store;
    this.plan = plan;
    this.effects = effects;
  }

  /// @param life which process of the run it is, from 0
  static CrashingStore open(Path run, int life, CrashPlan plan, Effects effects) {
    var folder = run.resolve("life-" + life);
    var next = run.resolve("life-" + (life + 1));
    var store = SqliteStore.open(folder.resolve(FILES.getFirst()));
    return new CrashingStore(folder, next, store, plan, effects);
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
    try {
      copy(folder, nextFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dead = true;
  }

  /// Copies a database as it is at this moment.
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var file : FILES) {
      if (Files.exists(from.resolve(file))) {
        Files.copy(from.resolve(file), to.resolve(file));
      }
    }
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
  public Map<String, Integer> unended(int max) {
    requireLife();
    return store.unended(max);
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
  public void close() {
    store.close();
  }
}
