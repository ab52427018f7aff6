package dev.interlock.engine.watch;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.Watchers.RequestSource;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A work that somebody follows, whoever runs it: its journal is read and folded once for all who
/// do. Any thread.
///
/// Whoever asks for what is not known yet reads the journal on; there is no thread of its own. What
/// is durable is all that it shows. The lock guards the fold; to say that the journal has grown
/// takes none, so a runner waits for no watcher.
final class FollowedWork {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final WorkId id;
  private final WorkStore store;
  private final Clock clock;
  private final RequestSource source;
  private final Set<WatchFeed> feeds = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean hasGrown = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private @Nullable JournalFold fold;
  private long readNanos;

  /// Nothing is read yet, not even the request.
  FollowedWork(WorkId id, WorkStore store, Clock clock, RequestSource source) {
    this.id = id;
    this.store = store;
    this.clock = clock;
    this.source = source;
  }

  WorkId id() {
    return id;
  }

  void add(WatchFeed feed) {
    feeds.add(feed);
  }

  void remove(WatchFeed feed) {
    feeds.remove(feed);
  }

  int feeds() {
    return feeds.size();
  }

  /// Says that the journal has grown.
  void grown() {
    hasGrown.set(true);
    feeds.forEach(WatchFeed::wake);
  }

  /// Shows the work; before that, reads its journal on if there may be more than the caller knows.
  ///
  /// @param known the last entry that the caller knows
  /// @param view must be quick, and must not keep what it is given
  <T> T look(long known, Function<JournalFold, T> view) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var shown = fold;
      if (shown == null || (shown.seq() <= known && !shown.hasEnded() && mayHaveMore())) {
        shown = readOn(shown);
      }
      return view.apply(shown);
    } finally {
      lock.unlock();
    }
  }

  private boolean mayHaveMore() {
    return hasGrown.get() || clock.nanos() - readNanos >= POLL.toNanos();
  }

  private JournalFold readOn(@Nullable JournalFold from) throws InterruptedException {
    fold = null; // what fails half-way is not kept
    var next = from == null ? new JournalFold(source.request(), clock) : from;
    readNanos = clock.nanos();
    hasGrown.set(false); // before the store is read: what is written from now on counts as growth
    next.readOn(store, id);
    fold = next;
    return next;
  }
}
