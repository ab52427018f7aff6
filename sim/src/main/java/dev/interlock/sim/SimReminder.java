package dev.interlock.sim;

import dev.interlock.engine.work.WorkMachine;

/// One alarm at a time of its replica's wall clock, as the engine's `Reminder`.
final class SimReminder {
  private final Replica replica;
  private final Runnable ring;
  private long setMillis = WorkMachine.NEVER;
  private int set;

  SimReminder(Replica replica, Runnable ring) {
    this.replica = replica;
    this.ring = ring;
  }

  /// Rings at that time instead of any other.
  ///
  /// @param millis since the epoch, or [WorkMachine#NEVER]
  void set(long millis) {
    if (millis == setMillis) {
      return;
    }
    setMillis = millis;
    int mine = ++set;
    if (millis != WorkMachine.NEVER) {
      replica.deliver(
          millis - replica.millis(),
          () -> {
            if (mine == set) {
              setMillis = WorkMachine.NEVER;
              ring.run();
            }
          });
    }
  }
}
