package dev.interlock.engine.watch;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One watcher's view of a work: its journal, entry by entry, each with the state that it led to.
///
/// Reads the store, also for what happens now: so it never shows what is not durable, misses
/// nothing, and needs no buffer for a watcher that is slow. For one thread; [#wake] and [#close]
/// for any.
public final class WatchFeed implements AutoCloseable {
  private static final int ENTRIES_A_PAGE = 200;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final WorkStore store;
  private final Watchers watchers;
  private final WorkId id;
  private final long afterSeq;
  private final WorkMachine machine;
  private final Queue<JournalEntry> page = new ArrayDeque<>();
  private final Semaphore news = new Semaphore(0);
  private long seq;
  private volatile boolean closed;

  private WatchFeed(WorkStore store, Watchers watchers, WorkId id, WorkReq request, long afterSeq) {
    this.store = store;
    this.watchers = watchers;
    this.id = id;
    this.afterSeq = afterSeq;
    this.machine = new WorkMachine(request);
  }

  /// Watches a work; close it when nobody looks any more.
  ///
  /// @param afterSeq the last entry that the watcher knows; 0 to see everything
  public static WatchFeed open(
      WorkStore store, Watchers watchers, WorkId id, WorkReq request, long afterSeq) {
    var feed = new WatchFeed(store, watchers, id, request, afterSeq);
    watchers.add(id, feed);
    return feed;
  }

  /// An entry, and the machine as it is after it; the machine is to be read, before the next call.
  public record Change(JournalEntry entry, WorkMachine machine) {}

  /// Waits for the next entry after the last one given.
  ///
  /// @return empty when the work has ended and everything was given, or the feed was closed
  public Optional<Change> next() throws InterruptedException {
    while (!closed) {
      var entry = page.poll();
      if (entry != null) {
        entry.facts().forEach(fact -> machine.apply(fact, entry.at()));
        seq = entry.seq();
        if (seq > afterSeq) {
          return Optional.of(new Change(entry, machine));
        }
      } else if (machine.state().isTerminal()) {
        return Optional.empty();
      } else {
        readOrWait();
      }
    }
    return Optional.empty();
  }

  private void readOrWait() throws InterruptedException {
    news.drainPermits();
    page.addAll(store.journal(id, seq, ENTRIES_A_PAGE));
    if (page.isEmpty()) {
      var _ = news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  void wake() {
    news.release();
  }

  @Override
  public void close() {
    closed = true;
    watchers.remove(id, this);
    wake();
  }
}
