package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.replica.Replicas.Before;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.time.Spans;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Of a server that shares its store: one lease for all its works, renewed on a thread of its own.
///
/// It counts the time since it last began a renewal that went well, by a clock that never jumps,
/// and gives up well before the others may take its works by the store's clock.
public final class Lease implements Tenure {
  /// Others may take its works so long after a renewal.
  public static final Duration LENGTH = Duration.ofSeconds(10);

  /// Between two renewals.
  public static final Duration RENEWAL = Duration.ofSeconds(2);

  /// It lets go of its works by itself so long after a renewal.
  public static final Duration HELD_MAX = Duration.ofSeconds(6);

  /// By so much this server's clock may differ from the store's.
  public static final Duration SKEW_MAX = Duration.ofSeconds(5);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(250);
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Replicas replicas;
  private final Replica self;
  private final Clock clock;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("lease").unstarted(this::renewUntilClosed);

  private volatile Runnable whenLost = () -> {};
  private volatile Runnable whenWorksAreFree = () -> {};
  private volatile Runnable whenDrainChanges = () -> {};
  private volatile Set<String> alive = Set.of();
  private volatile int sharers = 1;
  private volatile boolean draining;
  private volatile long renewedNanos;
  private volatile boolean held;
  private volatile String clockProblem = "";
  private Clock.@Nullable Alarm alarm;

  /// Nothing is held yet.
  public Lease(Replicas replicas, Replica self, Clock clock) {
    this.replicas = replicas;
    this.self = self;
    this.clock = clock;
  }

  @Override
  public void start(Runnable lost, Runnable worksAreFree, Runnable drainChanges) {
    whenLost = lost;
    whenWorksAreFree = worksAreFree;
    whenDrainChanges = drainChanges;
    renew();
    thread.start();
  }

  private void renewUntilClosed() {
    try {
      var pause = RENEWAL;
      while (true) {
        clock.sleep(pause);
        pause = renewed() ? RENEWAL : PAUSE_AFTER_FAILURE;
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private boolean renewed() {
    try {
      renew();
      return true;
    } catch (StoreUnavailable e) {
      log.warn(
          "the lease could not be renewed; {} s after the last time all works are let go of",
          HELD_MAX.toSeconds(),
          e);
    } catch (RuntimeException | Error e) { // it must not end: nobody would renew any more
      log.error("renewing the lease failed; trying again soon", e);
    }
    return false;
  }

  private synchronized void renew() {
    long nanos = clock.nanos(); // as old as its beginning, should it take long
    var skew = skew();
    boolean isNews = clockProblem.isEmpty();
    clockProblem = skew.compareTo(SKEW_MAX) > 0 ? clockProblem(skew) : "";
    if (!clockProblem.isEmpty()) {
      if (held) {
        lose(clockProblem);
      } else if (isNews) {
        log.error("{}; nothing runs here until it is", clockProblem);
      }
      return; // what it had of the lease is soon over, and others go on
    }
    var now = replicas.renew(self, LENGTH);
    boolean wasHeld = held && isRecent() && now.before() == Before.HELD;
    if (held && !wasHeld) {
      lose("the lease was over before it was renewed: others may have taken the works");
    }
    boolean areWorksFree = !wasHeld || !now.alive().containsAll(alive);
    boolean wasDraining = draining;
    alive = now.alive();
    sharers = Math.max(1, now.alive().size() - now.draining().size());
    draining = now.draining().contains(self.name());
    renewedNanos = nanos;
    held = true;
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = clock.atNanos(nanos + HELD_MAX.toNanos(), this::loseIfOld);
    if (draining != wasDraining) {
      log.info(
          draining
              ? "draining: what runs goes on, nothing new starts, and others take the works"
              : "draining was taken back: works are taken again");
      whenDrainChanges.run();
    }
    if (areWorksFree) {
      whenWorksAreFree.run();
    }
  }

  /// By how much this server's clock is not the store's. What it starts, and what it has expire, is
  /// due by its own.
  private Duration skew() {
    var before = clock.instant();
    var there = replicas.now();
    var after = clock.instant();
    if (there.isBefore(before)) {
      return Duration.between(there, before);
    }
    return there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
  }

  private static String clockProblem(Duration skew) {
    return "this server's clock is %s off the database's, and may be %s at most: set it right"
        .formatted(Spans.inWords(skew), Spans.inWords(SKEW_MAX));
  }

  private void loseIfOld() {
    if (held && !isRecent()) {
      lose("the lease was not renewed for %d s".formatted(HELD_MAX.toSeconds()));
    }
  }

  private void lose(String why) {
    held = false;
    log.error("{}; all works are let go of until it is held again", why);
    whenLost.run();
  }

  private boolean isRecent() {
    return clock.nanos() - renewedNanos < HELD_MAX.toNanos();
  }

  @Override
  public boolean isHeld() {
    return held && isRecent();
  }

  @Override
  public Optional<String> problem() {
    if (isHeld()) {
      return Optional.empty();
    }
    return Optional.of(
        clockProblem.isEmpty()
            ? "the database does not answer, and nothing runs here until it does"
            : clockProblem);
  }

  /// How long ago it was renewed.
  public Duration age() {
    return Duration.ofNanos(clock.nanos() - renewedNanos);
  }

  @Override
  public boolean isDraining() {
    return draining;
  }

  @Override
  public int sharers() {
    return sharers;
  }

  /// How many replicas are alive, this one included.
  public int alive() {
    return Math.max(1, alive.size());
  }

  @Override
  public DrainAnswer drain(DrainOrder order) {
    var answer = replicas.drain(order, clock.instant());
    if (answer instanceof DrainAnswer.Done) {
      log.atInfo()
          .addKeyValue("replica", order.replica())
          .addKeyValue("by", order.caller().actor())
          .addKeyValue("reason", order.reason())
          .log(order.what() == DrainOrder.What.DRAIN ? "to be drained" : "no longer to be drained");
      if (order.replica().equals(self.name())) {
        var _ = renewed(); // it need not wait to learn of it
      }
    }
    return answer;
  }

  @Override
  public List<Claim> owned(int max) {
    return replicas.owned(self.name(), max);
  }

  @Override
  public void letGo(List<Claim> works) {
    replicas.letGo(self.name(), works);
  }

  @Override
  public void drained() {
    replicas.drained(self.name());
  }

  @Override
  public List<ReplicaRow> replicas() {
    return replicas.all();
  }

  @Override
  public void close() {
    thread.interrupt();
    synchronized (this) {
      if (alarm != null) {
        alarm.cancel();
      }
      boolean wasStarted = !alive.isEmpty();
      held = false;
      alive = Set.of();
      if (wasStarted) {
        leave();
      }
    }
  }

  private void leave() {
    try {
      replicas.leave(self.name());
    } catch (StoreUnavailable e) {
      log.warn("the lease could not be given up; others take the works when it is over", e);
    }
  }
}
