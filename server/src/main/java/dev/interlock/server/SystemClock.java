package dev.interlock.server;

import dev.interlock.engine.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The machine's clock, with one thread that rings the alarms. Any thread.
public final class SystemClock implements Clock, AutoCloseable {
  private final InstantSource wall = InstantSource.system();
  private final ScheduledThreadPoolExecutor alarms =
      new ScheduledThreadPoolExecutor(
          1, ring -> Thread.ofPlatform().daemon().name("alarms").unstarted(ring));

  public SystemClock() {
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant instant() {
    return wall.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(Duration delay, Runnable wake) {
    var alarm = alarms.schedule(wake, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> alarm.cancel(false);
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause);
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
