package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.Outcome;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A script whose attempts come, wait to be let through, and go. Knows how many were ever inside
/// together.
final class Gate implements ScriptedJob.Script {
  private static final long PATIENCE_SECONDS = 20;

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore passes = new Semaphore(0);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Override
  public Outcome run(JobContext context, Args args) throws InterruptedException {
    pass();
    return new Outcome.Succeeded("");
  }

  /// Comes, waits to be let through, and goes.
  void pass() throws InterruptedException {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try {
      arrived.release();
      passes.acquire();
    } finally {
      inside.decrementAndGet();
    }
  }

  /// Comes and goes like [#pass], and hears no interrupt.
  void passDeaf() {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    arrived.release();
    passes.acquireUninterruptibly();
    inside.decrementAndGet();
  }

  /// Waits until so many more attempts have come.
  void awaitArrivals(int count) throws InterruptedException {
    assertThat(arrived.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("%d more attempts came", count)
        .isTrue();
  }

  /// Whether anybody came who was not awaited.
  boolean hasNewArrivals() {
    return arrived.availablePermits() > 0;
  }

  /// Lets so many attempts end.
  void letThrough(int count) {
    passes.release(count);
  }

  /// Takes back what nobody used.
  void drain() {
    passes.drainPermits();
    arrived.drainPermits();
  }

  int inside() {
    return inside.get();
  }

  int mostAtOnce() {
    return most.get();
  }
}
