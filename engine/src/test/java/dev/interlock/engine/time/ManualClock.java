package dev.interlock.engine.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A clock that moves only when it is told to. Any thread.
///
/// A test that moves it first waits until whoever is to notice has gone to sleep or set its alarm:
/// [#awaitSleepers] and [#awaitAlarms].
public final class ManualClock implements Clock {
  public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final long PATIENCE_MILLIS = 20_000;

  private final List<Waiting> sleepers = new ArrayList<>();
  private final List<Waiting> alarms = new ArrayList<>();
  private Instant wall;
  private long nanos = 1_000_000_000L;

  /// Due at `dueNanos`; a sleeper's `wake` does nothing. Not a record: each is only itself.
  private static final class Waiting {
    private final long dueNanos;
    private final Runnable wake;

    Waiting(long dueNanos, Runnable wake) {
      this.dueNanos = dueNanos;
      this.wake = wake;
    }
  }

  /// It is noon.
  public ManualClock() {
    this(NOON);
  }

  public ManualClock(Instant now) {
    wall = now;
  }

  @Override
  public synchronized Instant instant() {
    return wall;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable wake) {
    var alarm = new Waiting(nanos + delay.toNanos(), wake);
    alarms.add(alarm);
    notifyAll();
    return () -> forget(alarm);
  }

  /// By the other clock, which moves together with this one.
  @Override
  public Alarm atMillis(long epochMillis, Runnable wake) {
    return atNanos(nanosAt(epochMillis), wake);
  }

  private synchronized long nanosAt(long epochMillis) {
    return nanos + Duration.between(wall, Instant.ofEpochMilli(epochMillis)).toNanos();
  }

  /// Nobody can move the clock between the reading of it and the setting of the alarm.
  @Override
  public Alarm atNanos(long time, Runnable wake) {
    synchronized (this) {
      if (time > nanos) {
        return Clock.super.atNanos(time, wake);
      }
    }
    wake.run();
    return () -> {};
  }

  private synchronized void forget(Waiting alarm) {
    alarms.remove(alarm);
    notifyAll();
  }

  @Override
  public synchronized void sleep(Duration pause) throws InterruptedException {
    var sleeper = new Waiting(nanos + pause.toNanos(), () -> {});
    sleepers.add(sleeper);
    notifyAll();
    try {
      while (nanos < sleeper.dueNanos) {
        wait();
      }
    } finally {
      sleepers.remove(sleeper);
    }
  }

  /// Moves both clocks forward; alarms that are due ring on this thread, in their order.
  public void advance(Duration by) {
    synchronized (this) {
      wall = wall.plus(by);
      nanos += by.toNanos();
      sleepers.removeIf(sleeper -> sleeper.dueNanos <= nanos); // on their way: they wait no more
      notifyAll();
    }
    for (var due = nextDue(); due.isPresent(); due = nextDue()) {
      due.get().wake.run();
    }
  }

  private synchronized Optional<Waiting> nextDue() {
    var due =
        alarms.stream()
            .filter(alarm -> alarm.dueNanos <= nanos)
            .min(Comparator.comparingLong(alarm -> alarm.dueNanos));
    due.ifPresent(this::forget);
    return due;
  }

  /// Waits, in real time, until at least so many threads sleep.
  public void awaitSleepers(int count) {
    awaitUntil(() -> sleepers.size() >= count, count + " sleepers");
  }

  /// Waits, in real time, until at least so many alarms are set.
  public void awaitAlarms(int count) {
    awaitUntil(() -> alarms.size() >= count, count + " alarms");
  }

  /// Waits, in real time, until no alarm is set.
  public void awaitNoAlarms() {
    awaitUntil(alarms::isEmpty, "time without alarms");
  }

  /// Waits, in real time, until a thread sleeps that wakes before or at `within` from now.
  public void awaitSleeperWithin(Duration within) {
    awaitUntil(
        () -> sleepers.stream().anyMatch(sleeper -> sleeper.dueNanos <= nanos + within.toNanos()),
        "somebody who sleeps no longer than " + within);
  }

  /// Waits, in real time, until an alarm is set that rings before or at `within` from now.
  public void awaitAlarmWithin(Duration within) {
    awaitUntil(
        () -> alarms.stream().anyMatch(alarm -> alarm.dueNanos <= nanos + within.toNanos()),
        "alarm within " + within);
  }

  private synchronized void awaitUntil(BooleanSupplier condition, String what) {
    long giveUp = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!condition.getAsBoolean()) {
      long left = giveUp - System.currentTimeMillis();
      if (left <= 0) {
        throw new AssertionError(
            "no %s in time: %d sleepers, %d alarms"
                .formatted(what, sleepers.size(), alarms.size()));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }
}
