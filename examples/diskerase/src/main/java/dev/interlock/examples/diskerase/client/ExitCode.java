package dev.interlock.examples.diskerase.client;

import dev.interlock.api.v1.WorkState;
import dev.interlock.client.CallFailed;

/// What the program's exit code says; the same as those of `interlock`.
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int REFUSED = 3;
  static final int STOPPED = 4;
  static final int UNREACHABLE = 5;

  /// For the help: codes and meanings.
  static final String[] LIST = {
    "0:done; of a work, that it has completed or has not ended yet",
    "1:the work failed, or ended without being completed",
    "2:usage: a wrong option, an unknown id, a site that must not be erased",
    "3:refused: by a policy, by a check of the request, or in this state of the work",
    "4:stopped: by the emergency stop, or by a person",
    "5:unreachable: no connection, no answer in time, or an error of the server"
  };

  private ExitCode() {}

  static int of(WorkState state) {
    return switch (state) {
      case WORK_STATE_FAILED, WORK_STATE_CANCELLED, WORK_STATE_KILLED, WORK_STATE_EXPIRED -> FAILED;
      case WORK_STATE_STOPPED, WORK_STATE_ES_STOPPED -> STOPPED;
      case WORK_STATE_COMPLETED,
          WORK_STATE_NOT_STARTED,
          WORK_STATE_WAITING,
          WORK_STATE_RUNNING,
          WORK_STATE_PAUSING,
          WORK_STATE_PAUSED,
          WORK_STATE_STOPPING,
          WORK_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          DONE;
    };
  }

  static int of(CallFailed.Kind kind) {
    return switch (kind) {
      case INVALID, NOT_FOUND -> USAGE;
      case REFUSED, ALREADY, NOT_NOW, DENIED -> REFUSED;
      case STOPPED -> STOPPED;
      case BUSY, UNREACHABLE, SERVER_FAULT, INTERRUPTED -> UNREACHABLE;
    };
  }
}
