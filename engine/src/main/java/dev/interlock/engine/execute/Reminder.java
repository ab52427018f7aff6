package dev.interlock.engine.execute;

import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkMachine;
import org.jspecify.annotations.Nullable;

/// One alarm, at a time of the wall clock. For one thread.
final class Reminder {
  private final Clock clock;
  private final Runnable ring;
  private long setMillis = WorkMachine.NEVER;
  private Clock.@Nullable Alarm alarm;

  /// Not set.
  ///
  /// @param ring called on a thread of the clock's
  Reminder(Clock clock, Runnable ring) {
    this.clock = clock;
    this.ring = ring;
  }

  /// It has rung.
  void rang() {
    cancel();
  }

  /// Rings at that time instead of any other.
  ///
  /// @param millis since the epoch, or [WorkMachine#NEVER]
  void set(long millis) {
    if (millis == setMillis) {
      return;
    }
    cancel();
    setMillis = millis;
    if (millis != WorkMachine.NEVER) {
      alarm = clock.atMillis(millis, ring);
    }
  }

  void cancel() {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = null;
    setMillis = WorkMachine.NEVER;
  }
}
