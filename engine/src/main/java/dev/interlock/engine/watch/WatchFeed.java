package dev.interlock.engine.watch;

import dev.interlock.engine.journal.WorkRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One watcher's view of a work: what has changed since the last look, as often as something has.
///
/// A watcher that keeps up sees each entry of the journal by itself; one that is slow, or begins
/// late, sees what came of several. None misses anything, and each costs no more than the number of
/// the entry up to which it knows the work. For one thread; [#wake] and [#close] for any.
public final class WatchFeed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Watchers watchers;
  private final WorkRecord work;
  private final FollowedWork followed;
  private final Semaphore news = new Semaphore(0);
  private long seq;
  private boolean ended;
  private volatile boolean closed;

  WatchFeed(Watchers watchers, WorkRecord work, FollowedWork followed, long afterSeq) {
    this.watchers = watchers;
    this.work = work;
    this.followed = followed;
    this.seq = afterSeq;
  }

  /// The work as it was when the watch began.
  public WorkRecord work() {
    return work;
  }

  /// Waits until something has changed since the last look.
  ///
  /// @param view must be quick, and must not keep what it is given
  /// @return empty when the work has ended and everything was given, or the feed was closed
  public <T> Optional<T> next(Function<Change, T> view) throws InterruptedException {
    while (!closed && !ended) {
      news.drainPermits();
      var seen = followed.look(seq, fold -> see(fold, view));
      if (seen.isPresent()) {
        return seen;
      }
      if (!ended) {
        var _ = news.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return Optional.empty();
  }

  private <T> Optional<T> see(JournalFold fold, Function<Change, T> view) {
    if (fold.seq() <= seq) {
      ended = fold.hasEnded();
      return Optional.empty();
    }
    var change = fold.after(seq);
    var seen = view.apply(change);
    seq = change.seq();
    return Optional.of(seen);
  }

  void wake() {
    news.release();
  }

  @Override
  public void close() {
    closed = true;
    watchers.remove(this, followed);
    wake();
  }
}
