package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.Change;
import dev.interlock.engine.watch.WatchFeed;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Watch of `interlock.v1.WorkService`: what changes in a work, as it does, for gRPC streams and
/// server-sent events alike. Any thread.
public final class WatchEndpoint implements AutoCloseable {
  /// Stands for an id that was not one; never looked up.
  private static final WorkId NO_WORK = new WorkId(new UUID(0, 0));

  private final GuardedEngine engine;
  private final Clock clock;
  private final Duration watchMax;
  private final Set<WatchFeed> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// Watches nothing yet.
  ///
  /// @param watchMax a watch ends after it; the watcher comes back where it was
  public WatchEndpoint(GuardedEngine engine, Clock clock, Duration watchMax) {
    this.engine = engine;
    this.clock = clock;
    this.watchMax = watchMax;
  }

  public StreamedCall<WatchReq, WatchResp> call() {
    return new StreamedCall<>(WorkServiceGrpc.getWatchMethod(), this::watch, watchMax);
  }

  /// Sends every change to the watcher until the work has ended.
  private void watch(WatchReq message, Asker asker, Receiver<WatchResp> watcher) {
    try {
      var problems = new ArrayList<Violation>(0);
      var id = check(message, problems);
      if (!problems.isEmpty()) {
        watcher.fail(Refusal.violated(problems));
      } else {
        watch(id, message.getAfterSeq(), asker, watcher);
      }
    } catch (InterruptedException _) {
      watcher.fail(Refusal.cancelled());
    } catch (RuntimeException failed) {
      watcher.fail(CallRunner.refusalOf(failed, "Watch"));
    }
  }

  private static WorkId check(WatchReq message, List<Violation> problems) {
    Fields.known(message, "", problems);
    if (message.getAfterSeq() < 0) {
      problems.add(
          new Violation(
              "after_seq", "is %d; it must be at least 0".formatted(message.getAfterSeq())));
    }
    return Fields.id(message.getId(), problems).orElse(NO_WORK);
  }

  private void watch(WorkId id, long afterSeq, Asker asker, Receiver<WatchResp> watcher)
      throws InterruptedException {
    var watched = engine.watch(id, afterSeq, asker);
    if (watched.isEmpty()) {
      watcher.fail(Refusal.noSuchWork(id.toString()));
      return;
    }
    long startedNanos = clock.nanos();
    try (var feed = watched.get()) {
      var work = feed.work();
      var created = Times.of(work.origin().created());
      if (!work.summary().state().isTerminal()) {
        watcher.begin();
      }
      open.add(feed);
      var alarm = clock.after(watchMax, feed::close);
      try (var slowness = new Slowness(clock)) {
        Function<Change, WatchResp> view = change -> ChangeTranslation.of(change, created);
        for (var next = feed.next(view); next.isPresent(); next = feed.next(view)) {
          if (!engine.maySee(id, asker)) {
            watcher.fail(Refusal.noSuchWork(id.toString()));
            return;
          }
          if (!send(next.get(), watcher, slowness)) {
            watcher.fail(tooSlow());
            return;
          }
        }
      } finally {
        alarm.cancel();
        open.remove(feed);
      }
      if (closed) {
        watcher.fail(Refusal.shuttingDown());
      } else if (clock.nanos() - startedNanos >= watchMax.toNanos()) {
        watcher.fail(tooLong());
      } else {
        watcher.end();
      }
    }
  }

  /// @return false when nobody has read what was sent before
  private static boolean send(WatchResp change, Receiver<WatchResp> watcher, Slowness slowness)
      throws InterruptedException {
    slowness.sends();
    try {
      watcher.send(change);
      slowness.sent();
      return true;
    } catch (InterruptedException e) {
      if (slowness.isTooSlow()) {
        return false;
      }
      throw e;
    }
  }

  private static Refusal tooSlow() {
    return new Refusal(
        Status.Code.RESOURCE_EXHAUSTED,
        "WATCH_TOO_SLOW",
        "what was sent was not read for %d s; watch again after the last seq"
            .formatted(Slowness.MAX.toSeconds()),
        List.of(),
        new Refusal.Retry.After(Duration.ZERO));
  }

  private Refusal tooLong() {
    return new Refusal(
        Status.Code.DEADLINE_EXCEEDED,
        "WATCH_TOO_LONG",
        "a watch takes at most %d s (watch-max); watch again after the last seq"
            .formatted(watchMax.toSeconds()),
        List.of(),
        new Refusal.Retry.After(Duration.ZERO));
  }

  /// How many watches are under way.
  public int underWay() {
    return open.size();
  }

  /// Ends all watches: their watchers come back when there is a server again.
  @Override
  public void close() {
    closed = true;
    open.forEach(WatchFeed::close);
  }
}
