package dev.interlock.engine.execute;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
/// later those that found no room when they were executed, were to start later, or have expired. On
/// a server that drains, lets go of them.
public final class ClaimLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final int WORKS_A_LOOK = 1_000;
  private static final long POLL_MILLIS = 2_000;

  /// It looks so far ahead, and sets an alarm for what is due by then.
  private static final long AHEAD_MILLIS = 5_000;

  /// Who has taken its share leaves the others so long to take theirs.
  private static final long SHARE_MILLIS = 100;

  private final WorkStore store;
  private final LiveWorks live;
  private final Claims claims;
  private final Clock clock;
  private final Semaphore news = new Semaphore(1);
  private final Thread thread = Thread.ofVirtual().name("claim-loop").unstarted(this::loop);

  /// The names of the works that the last look found no room for.
  private volatile Set<String> waiting = Set.of();

  private volatile int queued;
  private volatile long lagMillis;

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
      if (runner.mayGoOn()) {
        rests(runner.name());
      }
      if (runner.mayGoOn() || !runner.hasBegun() || !waiting.isEmpty()) {
        wake();
      }
    });
    live.whenLingered(this::wake);
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

  /// How many works that are due the last look found no room for.
  public int queued() {
    return queued;
  }

  /// How long the one of them that is due for longest is.
  public Duration lag() {
    return Duration.ofMillis(lagMillis);
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
      lookAtAll();
    }
  }

  /// Has it look at all works: some may have become free of which nobody knows here.
  public void lookAtAll() {
    mustLookAtAll.set(true);
    wake();
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

  /// Looks at those that have been due for longest and will be soon, and at all when somebody must
  /// be stopped.
  private void look() {
    if (!live.mayRun()) {
      return; // the lease says when it is time
    }
    boolean looksAtAll = mustLookAtAll.getAndSet(false);
    if (looksAtAll) {
      resting.clear(); // whoever comes to rest from now on is added, or found
    }
    boolean isThrough = false;
    try {
      look(looksAtAll);
      isThrough = true;
    } finally {
      if (looksAtAll && !isThrough) {
        mustLookAtAll.set(true); // nobody knows what rests
      }
    }
    claims.letGoOfThoseAside();
    if (live.isDraining() && claims.letGo()) {
      wake();
    }
  }

  private void look(boolean looksAtAll) {
    var look = new Look(clock.millis(), live.sharers());
    long until = looksAtAll ? WorkMachine.AT_REST : look.nowMillis + AHEAD_MILLIS;
    boolean isCutOff;
    Optional<WorkRecord> after = Optional.empty();
    do {
      int max = live.countWithThoseAside() + WORKS_A_LOOK;
      var works = store.due(until, after, max);
      look.at(works);
      isCutOff = works.size() == max;
      after = works.isEmpty() ? after : Optional.of(works.getLast());
    } while (isCutOff && looksAtAll);
    waiting = Set.copyOf(look.withoutRoom);
    queued = look.queued;
    lagMillis = look.lagMillis;
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
    final int sharers;
    boolean hasClaimed;
    int queued;
    long lagMillis;

    /// How many more it may claim to run before it is the others' turn. What is to end is no part
    /// of it: whoever sees that ends it.
    private long share;

    /// When the next work is due that is not yet.
    long nextMillis = WorkMachine.NEVER;

    Look(long nowMillis, int sharers) {
      this.nowMillis = nowMillis;
      this.sharers = sharers;
    }

    /// Claims no more of what is to run than its share, as long as there are others who may.
    void at(List<WorkRecord> works) {
      var free = works.stream().filter(work -> !live.isLiveOrAside(work.id())).toList();
      share = Math.ceilDiv(free.stream().filter(this::isToRun).count(), sharers);
      free.forEach(this::at);
    }

    private boolean isToRun(WorkRecord work) {
      return isDue(work) && work.summary().state() != WorkState.NOT_STARTED;
    }

    private boolean isDue(WorkRecord work) {
      return work.summary().dueMillis() <= nowMillis;
    }

    private void at(WorkRecord work) {
      var id = work.id();
      var name = work.origin().name();
      boolean isDue = isDue(work);
      if (!isDue && work.summary().dueMillis() <= nowMillis + AHEAD_MILLIS) {
        nextMillis = Math.min(nextMillis, work.summary().dueMillis());
      }
      if (work.summary().state() == WorkState.NOT_STARTED) {
        if (isDue && live.comeWithoutRoom(id)) {
          claim(work); // it has expired
        }
      } else if (isDue && share > 0 && live.takeRoom(id)) {
        share--;
        claim(work);
      } else if (live.mustStop(name)) {
        if (live.comeWithoutRoom(id)) {
          claim(work);
        }
      } else if (isDue && share == 0) {
        nextMillis = Math.min(nextMillis, nowMillis + SHARE_MILLIS);
        rests(name); // until then
      } else if (isDue && !live.lingers(id)) {
        withoutRoom.add(name);
        queued++;
        lagMillis = Math.max(lagMillis, nowMillis - work.summary().dueMillis());
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
