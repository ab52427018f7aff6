package dev.interlock.engine.watch;

import dev.interlock.engine.work.WorkId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who watches which work. A wake-up says only that there is something new in the store; one that
/// is lost costs the watcher a poll. Any thread.
public final class Watchers {
  private final Map<WorkId, Set<WatchFeed>> feeds = new ConcurrentHashMap<>();

  /// Says that the work's journal has grown.
  public void wake(WorkId id) {
    feeds.getOrDefault(id, Set.of()).forEach(WatchFeed::wake);
  }

  void add(WorkId id, WatchFeed feed) {
    feeds.compute(
        id,
        (_, others) -> {
          var all = others == null ? ConcurrentHashMap.<WatchFeed>newKeySet() : others;
          all.add(feed);
          return all;
        });
  }

  void remove(WorkId id, WatchFeed feed) {
    feeds.computeIfPresent(
        id,
        (_, others) -> {
          others.remove(feed);
          return others.isEmpty() ? null : others;
        });
  }

  /// How many watch anything.
  public int count() {
    return feeds.values().stream().mapToInt(Set::size).sum();
  }
}
