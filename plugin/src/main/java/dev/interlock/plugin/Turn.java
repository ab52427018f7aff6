package dev.interlock.plugin;

import java.time.Duration;

/// When a block has its turn, and how long it may take.
///
/// @param condition only forward blocks have another than [Condition#ALWAYS]
/// @param entranceDelay how long it waits after it has started, before its first check or job; up
///   to 24 hours
/// @param exitDelay how long it waits after its last attempt has ended, before its post checks and
///   its end; up to 24 hours
/// @param deadline counted from the block's start: once it has passed, the running attempts are
///   interrupted and the block fails; 1 s to 30 days, or zero for none
public record Turn(
    Role role, Condition condition, Duration entranceDelay, Duration exitDelay, Duration deadline) {
  /// A forward block without condition, delays or deadline.
  public static final Turn DEFAULT = of(Role.FORWARD);

  public Turn {
    Times.requireNotNegative("entrance delay", entranceDelay);
    Times.requireNotNegative("exit delay", exitDelay);
    Times.requireNotNegative("deadline", deadline);
  }

  /// Without condition, delays or deadline.
  public static Turn of(Role role) {
    return new Turn(role, Condition.ALWAYS, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /// Whether there is a deadline.
  public boolean hasDeadline() {
    return !deadline.isZero();
  }
}
