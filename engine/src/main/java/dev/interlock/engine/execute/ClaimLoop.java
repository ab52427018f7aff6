package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims works that should run and that nobody runs: at the start those that the last process
/// left, later those that found no room when they were executed.
public final class ClaimLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final int WORKS_A_LOOK = 1_000;
  private static final long POLL_MILLIS = 5_000;

  private final WorkStore store;
  private final Journal journal;
  private final LiveWorks live;
  private final Semaphore news = new Semaphore(1);
  private final Thread thread = Thread.ofVirtual().name("claim-loop").unstarted(this::loop);

  /// The names of the works that the last look found no room for.
  private volatile Set<String> waiting = Set.of();

  /// Whether there are works that the last look did not come to.
  private volatile boolean hasMore;

  private final AtomicBoolean mayBeMoreToStop = new AtomicBoolean();

  public ClaimLoop(WorkStore store, Journal journal, LiveWorks live) {
    this.store = store;
    this.journal = journal;
    this.live = live;
  }

  public void start() {
    live.whenGone(runner -> {
      if (!runner.hasBegun() || !waiting.isEmpty()) {
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

  /// Has it look if works that wait for room must stop: a stop also ends what has not begun.
  public void obeyStop() {
    if (hasMore || waiting.stream().anyMatch(live::mustStop)) {
      mayBeMoreToStop.set(true);
      wake();
    }
  }

  private void loop() {
    try {
      while (true) {
        var _ = news.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        news.drainPermits();
        try {
          claimWhatWaits();
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

  /// Looks at those that have waited longest, and at all of them when somebody must be stopped.
  private void claimWhatWaits() {
    boolean toTheEnd = mayBeMoreToStop.getAndSet(false);
    var without = new HashSet<String>();
    boolean hasClaimed = false;
    boolean isCutOff;
    Optional<WorkId> after = Optional.empty();
    do {
      int max = live.countWithThoseAside() + WORKS_A_LOOK;
      var works = store.unfinished(after, max);
      for (var work : works) {
        if (live.isLiveOrAside(work.id())) {
          continue;
        }
        if (takeRoom(work)) {
          claim(work);
          hasClaimed = true;
        } else {
          without.add(work.origin().name());
        }
      }
      isCutOff = works.size() == max;
      after = works.isEmpty() ? after : Optional.of(works.getLast().id());
    } while (isCutOff && toTheEnd);
    waiting = Set.copyOf(without);
    hasMore = isCutOff;
    boolean hasMissedRoom = !without.isEmpty() && live.hasRoom(); // left before this was known
    if (hasMissedRoom || (hasClaimed && isCutOff)) {
      wake();
    }
  }

  private boolean takeRoom(WorkRecord work) {
    return live.takeRoom(work.id())
        || (live.mustStop(work.origin().name()) && live.comeToStop(work.id()));
  }

  private void claim(WorkRecord work) {
    boolean runs = false;
    try {
      // else it ended, or somebody was faster
      if (journal.write(new Write.Take(work.id(), work.fence()))
          instanceof WriteResult.Claimed(var claim, _)) {
        log.atInfo()
            .addKeyValue("work", work.id())
            .addKeyValue("name", work.origin().name())
            .log("claimed, fence {}", claim.fence());
        live.run(claim, work, Folded.from(store, work.id(), requestOf(work.id())));
        runs = true;
      }
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("work", work.id())
          .log("this work cannot be read; it is put aside", e);
      live.putAside(work.id());
    } finally {
      if (!runs) {
        live.giveRoomBack(work.id());
      }
    }
  }

  private WorkReq requestOf(WorkId id) {
    return store
        .request(id)
        .orElseThrow(() -> new IllegalStateException("bug: %s has no request".formatted(id)));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
