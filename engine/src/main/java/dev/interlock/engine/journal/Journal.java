package dev.interlock.engine.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Group commit: makes the writes of many threads durable together.
///
/// There is no writer thread. Whoever finds nobody committing leads: it commits everything that
/// waits, its own writes included. Whoever comes meanwhile waits and is part of the next commit. So
/// a lonely writer pays for no hand-over between threads, and a crowd shares its commits.
///
/// Any thread. Waiting for a commit cannot be interrupted: it is bounded by the store's own
/// time-outs, and a writer must know what became of its writes.
public final class Journal {
  private static final int WRITES_PER_COMMIT_MAX = 1_000;

  private final WorkStore store;
  private final ReentrantLock leading = new ReentrantLock();
  private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder writes = new LongAdder();

  public Journal(WorkStore store) {
    this.store = store;
  }

  /// Writes, and returns when it is durable or refused.
  ///
  /// @throws StoreUnavailable when nobody knows whether it was applied
  public WriteResult write(Write write) {
    return writeAll(List.of(write)).getFirst();
  }

  /// Writes in this order in one transaction, and returns when all are durable or refused.
  ///
  /// @return a result for each
  /// @throws StoreUnavailable when nobody knows whether they were applied
  public List<WriteResult> writeAll(List<Write> all) {
    var mine = new Pending(all, Thread.currentThread());
    waiting.add(mine);
    boolean interrupted = false;
    while (!mine.isSettled()) {
      if (leading.tryLock()) {
        try {
          lead();
        } finally {
          leading.unlock();
        }
        wakeNextLeader();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine.results();
  }

  private void lead() {
    var batch = new ArrayList<Pending>();
    var together = new ArrayList<Write>();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.add(next);
      together.addAll(next.writes);
      if (together.size() >= WRITES_PER_COMMIT_MAX) {
        break;
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    try {
      settle(batch, store.commit(together));
    } catch (RuntimeException | Error e) { // whatever it is, nobody may wait for ever
      var failure =
          e instanceof StoreUnavailable unavailable
              ? unavailable
              : new StoreUnavailable("the store failed in a way it should not: " + e, e);
      batch.forEach(pending -> pending.fail(failure));
    }
    commits.increment();
    writes.add(together.size());
  }

  private static void settle(List<Pending> batch, List<WriteResult> results) {
    int next = 0;
    for (var pending : batch) {
      int end = next + pending.writes.size();
      pending.succeed(results.subList(next, end));
      next = end;
    }
  }

  /// Somebody may have come after the leader last looked, and gone to sleep while it still led.
  private void wakeNextLeader() {
    var next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.writer);
    }
  }

  /// How many transactions were committed since the start.
  public long commits() {
    return commits.sum();
  }

  /// How many writes those transactions carried.
  public long writes() {
    return writes.sum();
  }

  /// One thread's writes on their way. Settled once, by the leader.
  private static final class Pending {
    private final List<Write> writes;
    private final Thread writer;
    private volatile @Nullable List<WriteResult> results;
    private volatile @Nullable StoreUnavailable failure;

    Pending(List<Write> writes, Thread writer) {
      this.writes = writes;
      this.writer = writer;
    }

    boolean isSettled() {
      return results != null || failure != null;
    }

    void succeed(List<WriteResult> settled) {
      results = settled;
      wake();
    }

    void fail(StoreUnavailable why) {
      failure = why;
      wake();
    }

    private void wake() {
      if (writer != Thread.currentThread()) {
        LockSupport.unpark(writer);
      }
    }

    List<WriteResult> results() {
      var settled = results;
      if (settled != null) {
        return settled;
      }
      var why = failure;
      // a fresh exception, so that the trace is the writer's and not the leader's
      throw new StoreUnavailable(
          why == null ? "bug: read before it was settled" : String.valueOf(why.getMessage()), why);
    }
  }
}
