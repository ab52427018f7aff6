package dev.interlock.engine.work;

import org.jspecify.annotations.Nullable;

/// What the documentation says of causes to stop, said once more.
final class StopRules {
  private StopRules() {}

  static int strength(StopCause cause) {
    return switch (cause) {
      case STOP -> 1;
      case FATAL_OUTCOME, CANCEL, DEADLINE -> 2;
      case EMERGENCY_STOP -> 3;
      case KILL -> 4;
    };
  }

  static WorkState endOf(StopCause cause) {
    return switch (cause) {
      case STOP -> WorkState.STOPPED;
      case FATAL_OUTCOME, DEADLINE -> WorkState.FAILED;
      case CANCEL -> WorkState.CANCELLED;
      case EMERGENCY_STOP -> WorkState.ES_STOPPED;
      case KILL -> WorkState.KILLED;
    };
  }

  static boolean isFailure(@Nullable StopCause cause) {
    return cause == StopCause.FATAL_OUTCOME || cause == StopCause.DEADLINE;
  }
}
