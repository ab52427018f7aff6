package dev.interlock.client;

import dev.interlock.api.v1.WorkState;

/// What clients need to know about a work's state.
public final class WorkStates {
  private WorkStates() {}

  /// Whether a work in this state stays in it for ever.
  public static boolean hasEnded(WorkState state) {
    return switch (state) {
      case WORK_STATE_COMPLETED,
          WORK_STATE_FAILED,
          WORK_STATE_STOPPED,
          WORK_STATE_CANCELLED,
          WORK_STATE_KILLED,
          WORK_STATE_ES_STOPPED,
          WORK_STATE_EXPIRED ->
          true;
      // A state that a newer server knows and we do not: better to go on watching.
      case WORK_STATE_UNSPECIFIED,
          UNRECOGNIZED,
          WORK_STATE_NOT_STARTED,
          WORK_STATE_WAITING,
          WORK_STATE_RUNNING,
          WORK_STATE_PAUSING,
          WORK_STATE_PAUSED,
          WORK_STATE_STOPPING ->
          false;
    };
  }
}
