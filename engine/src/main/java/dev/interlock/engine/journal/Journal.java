package dev.interlock.engine.journal;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.time.Clock;
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
/// waits, its own write included. Whoever comes meanwhile waits and is part of the next commit. So
/// a lonely writer pays for no hand-over between threads, and a crowd shares its commits.
///
/// Any thread. Waiting for a commit cannot be interrupted: it is bounded by the store's own
/// time-outs, and a writer must know what became of its writes.
public final class Journal {
  private static final int WRITES_PER_COMMIT_MAX = 1_000;

  private final WorkStore store;
  private final Clock clock;
  private final ReentrantLock leading = new ReentrantLock();
  private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder commitNanos = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder fenced = new LongAdder();
  private final LongAdder takeovers = new LongAdder();
  private final LongAdder recorded = new LongAdder();

  /// @param clock says how long commits take
  public Journal(WorkStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Writes, and returns when it is durable or refused.
  ///
  /// @throws StoreUnavailable when nobody knows whether it was applied
  public WriteResult write(Write write) {
    var mine = new Pending(write, Thread.currentThread());
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
    return mine.result();
  }

  /// Writes an entry of the audit that is about nothing else that is written.
  public void record(AuditEntry entry) {
    var _ = write(new Write.Audit(entry));
    recorded.increment();
  }

  /// As [#write(Write)], with its entry in the audit.
  public WriteResult write(Write.Act act, Decision decision) {
    return heard(write(with(act, decision)), decision);
  }

  private Write with(Write.Act act, Decision decision) {
    return decision.isRecorded() ? act : new Write.Decided(act, decision.allowed(clock.instant()));
  }

  private WriteResult heard(WriteResult result, Decision decision) {
    if (result instanceof WriteResult.Recorded(var ofAct)) {
      decision.recorded();
      recorded.increment();
      return ofAct;
    }
    return result;
  }

  /// Writes what must not wait for anything else, a change of the emergency stop, with its entry in
  /// the audit.
  ///
  /// @throws StoreUnavailable when nobody knows whether it was applied
  /// @throws AuditUnavailable when only the audit cannot be written
  public WriteResult writeAtOnce(Write.SetStop stop, Decision decision) {
    try {
      return heard(store.commit(List.of(with(stop, decision))).getFirst(), decision);
    } catch (RuntimeException | Error e) {
      throw unavailable(e);
    }
  }

  private void lead() {
    var batch = new ArrayList<Pending>();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.add(next);
      if (batch.size() == WRITES_PER_COMMIT_MAX) {
        break;
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    long begun = clock.nanos();
    commit(batch);
    commits.increment();
    commitNanos.add(clock.nanos() - begun);
    writes.add(batch.size());
  }

  private void commit(List<Pending> batch) {
    try {
      var results = store.commit(batch.stream().map(pending -> pending.write).toList());
      for (int i = 0; i < batch.size(); i++) {
        count(results.get(i));
        batch.get(i).succeed(results.get(i));
      }
    } catch (AuditUnavailable e) {
      // what has no entry does not wait for the audit
      var others = batch.stream().filter(pending -> pending.write instanceof Write.Act).toList();
      batch.stream().filter(pending -> !others.contains(pending)).forEach(one -> one.fail(e));
      if (!others.isEmpty()) {
        commit(others);
      }
    } catch (RuntimeException | Error e) { // whatever it is, nobody may wait for ever
      var failure = unavailable(e);
      batch.forEach(pending -> pending.fail(failure));
    }
  }

  private static StoreUnavailable unavailable(Throwable e) {
    return e instanceof StoreUnavailable known
        ? known
        : new StoreUnavailable("the store failed in a way it should not: " + e, e);
  }

  private void count(WriteResult result) {
    if (result instanceof WriteResult.Fenced) {
      fenced.increment();
    } else if (result instanceof WriteResult.Claimed(var claim, _) && claim.fence() > 1) {
      takeovers.increment();
    }
  }

  /// Somebody may have come after the leader last looked, and gone to sleep while it still led.
  private void wakeNextLeader() {
    var next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.writer);
    }
  }

  /// How many appends were refused because another had claimed their works.
  public long fenced() {
    return fenced.sum();
  }

  /// How many works were claimed that had been claimed before.
  public long takeovers() {
    return takeovers.sum();
  }

  /// How many entries of the audit were written.
  public long recorded() {
    return recorded.sum();
  }

  /// How many writes wait to be committed at this moment.
  public int waiting() {
    return waiting.size();
  }

  /// Where it writes.
  public WorkStore store() {
    return store;
  }

  /// How many transactions were committed since the start.
  public long commits() {
    return commits.sum();
  }

  /// How long those transactions took, all together; those that failed too.
  public long commitNanos() {
    return commitNanos.sum();
  }

  /// How many writes those transactions carried.
  public long writes() {
    return writes.sum();
  }

  /// A write on its way. Settled once, by the leader.
  private static final class Pending {
    private final Write write;
    private final Thread writer;
    private volatile @Nullable WriteResult result;
    private volatile @Nullable StoreUnavailable failure;

    Pending(Write write, Thread writer) {
      this.write = write;
      this.writer = writer;
    }

    boolean isSettled() {
      return result != null || failure != null;
    }

    void succeed(WriteResult settled) {
      result = settled;
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

    WriteResult result() {
      var settled = result;
      if (settled != null) {
        return settled;
      }
      var why = failure;
      if (why instanceof AuditUnavailable) {
        throw new AuditUnavailable(String.valueOf(why.getMessage()), why);
      }
      // a fresh exception, so that the trace is the writer's and not the leader's
      throw new StoreUnavailable(
          why == null ? "bug: read before it was settled" : String.valueOf(why.getMessage()), why);
    }
  }
}
