package dev.interlock.engine.execute;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims works that are due and that nobody runs: at the start those that the last process left,
/// later those that found no room when they were executed, were to start later, or have expired.
public final class ClaimLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final int WORKS_A_LOOK = 1_000;
  private static final long POLL_MILLIS = 5_000;

  private final WorkStore store;
  private final LiveWorks live;
  private final Claims claims;
  private final Clock clock;
  private final Semaphore news = new Semaphore(1);
  private final Thread thread = Thread.ofVirtual().name("claim-loop").unstarted(this::loop);

  /// The names of the works that the last look found no room for.
  private volatile Set<String> waiting = Set.of();

  /// The names of works that are not due and may have to be stopped all the same.
  private final Set<String> resting = ConcurrentHashMap.newKeySet();

  /// Whether there are works that the last look did not come to.
  private volatile boolean hasMore;

  /// At the start nobody knows what rests.
  private final AtomicBoolean mustLookAtAll = new AtomicBoolean(true);

  private Clock.@Nullable Alarm alarm;

  public ClaimLoop(WorkStore store, LiveWorks live, Claims claims, Clock clock) {
    this.store = store;
    this.live = live;
    this.claims = claims;
    this.clock = clock;
  }

  public void start() {
    live.whenGone(runner -> {
      if (runner.isToGoOn()) {
        rests(runner.name());
      }
      if (runner.isToGoOn() || !runner.hasBegun() || !waiting.isEmpty()) {
        wake();
      }
    });
    thread.start();
  }

  /// Has it look for works now.
  public void wake() {
    news.release();
  }

  /// Whether works wait for room: then it is not for a new one to take.
  public boolean hasWorksWithoutRoom() {
    return !waiting.isEmpty();
  }

  /// There is a work of this name that nobody runs and that the emergency stop must find.
  public void rests(String name) {
    resting.add(name);
  }

  /// Has it look if works that nobody runs must stop: a stop also ends what waits or is paused.
  public void obeyStop() {
    if (hasMore
        || waiting.stream().anyMatch(live::mustStop)
        || resting.stream().anyMatch(live::mustStop)) {
      mustLookAtAll.set(true);
      wake();
    }
  }

  private void loop() {
    try {
      while (true) {
        var _ = news.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        news.drainPermits();
        try {
          look();
        } catch (StoreUnavailable e) {
          log.warn("the store is away; looking for works again soon", e);
        } catch (RuntimeException | Error e) { // it must not end: nobody would claim any more
          log.error("looking for works failed; trying again soon", e);
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Looks at those that have been due for longest and will be before the next poll, and at all
  /// when somebody must be stopped.
  private void look() {
    boolean looksAtAll = mustLookAtAll.getAndSet(false);
    if (looksAtAll) {
      resting.clear(); // whoever comes to rest from now on is added, or found
    }
    var look = new Look(clock.millis());
    long until = looksAtAll ? WorkMachine.AT_REST : look.nowMillis + POLL_MILLIS;
    boolean isCutOff;
    Optional<WorkRecord> after = Optional.empty();
    do {
      int max = live.countWithThoseAside() + WORKS_A_LOOK;
      var works = store.due(until, after, max);
      works.forEach(look::at);
      isCutOff = works.size() == max;
      after = works.isEmpty() ? after : Optional.of(works.getLast());
    } while (isCutOff && looksAtAll);
    waiting = Set.copyOf(look.withoutRoom);
    hasMore = isCutOff;
    wakeAt(look.nextMillis);
    boolean hasMissedRoom = !waiting.isEmpty() && live.hasRoom(); // left before this was known
    if (hasMissedRoom || (look.hasClaimed && isCutOff)) {
      wake();
    }
  }

  private void wakeAt(long millis) {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = millis == WorkMachine.NEVER ? null : clock.atMillis(millis, this::wake);
  }

  /// One look at all works that are due.
  private final class Look {
    final long nowMillis;
    final Set<String> withoutRoom = new HashSet<>();
    boolean hasClaimed;

    /// When the next work is due that is not yet.
    long nextMillis = WorkMachine.NEVER;

    Look(long nowMillis) {
      this.nowMillis = nowMillis;
    }

    void at(WorkRecord work) {
      var id = work.id();
      if (live.isLiveOrAside(id)) {
        return;
      }
      var name = work.origin().name();
      boolean isDue = work.summary().dueMillis() <= nowMillis;
      if (!isDue && work.summary().dueMillis() <= nowMillis + POLL_MILLIS) {
        nextMillis = Math.min(nextMillis, work.summary().dueMillis());
      }
      if (work.summary().state() == WorkState.NOT_STARTED) {
        if (isDue && live.comeWithoutRoom(id)) {
          claim(work); // it has expired
        }
      } else if (isDue && live.takeRoom(id)) {
        claim(work);
      } else if (live.mustStop(name)) {
        if (live.comeWithoutRoom(id)) {
          claim(work);
        }
      } else if (isDue) {
        withoutRoom.add(name);
      } else {
        rests(name);
      }
    }

    private void claim(WorkRecord work) {
      var _ = claims.claim(work, Optional.empty());
      hasClaimed = true;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    if (alarm != null) {
      alarm.cancel();
    }
  }
}
