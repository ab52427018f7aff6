package dev.interlock.engine.watch;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who watches which work; a work is followed while at least one does. A wake-up says only that
/// there is something new in the store; one that is lost costs the watchers a poll. Any thread.
public final class Watchers {
  private final WorkStore store;
  private final Clock clock;
  private final Map<WorkId, FollowedWork> works = new ConcurrentHashMap<>();

  /// Where the request of a work comes from.
  @FunctionalInterface
  public interface RequestSource {
    WorkReq request() throws InterruptedException;
  }

  /// Nobody watches yet.
  public Watchers(WorkStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Says that the work's journal has grown.
  public void wake(WorkId id) {
    var followed = works.get(id);
    if (followed != null) {
      followed.grown();
    }
  }

  /// Watches a work; close it when nobody looks any more.
  ///
  /// @param afterSeq the last entry that the watcher knows; 0 to see everything
  /// @param request is asked by the first look at a work that nobody follows yet
  public synchronized WatchFeed watch(WorkRecord work, long afterSeq, RequestSource request) {
    var followed =
        works.computeIfAbsent(work.id(), id -> new FollowedWork(id, store, clock, request));
    var feed = new WatchFeed(this, work, followed, afterSeq);
    followed.add(feed);
    return feed;
  }

  synchronized void remove(WatchFeed feed, FollowedWork followed) {
    followed.remove(feed);
    if (followed.feeds() == 0) {
      works.remove(followed.id(), followed);
    }
  }

  /// How many watch anything.
  public int count() {
    return works.values().stream().mapToInt(FollowedWork::feeds).sum();
  }
}
