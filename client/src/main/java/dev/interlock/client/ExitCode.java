package dev.interlock.client;

import dev.interlock.api.v1.WorkState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What the exit status of a command that uses this client says: the same for every such command,
/// so that scripts may rely on it.
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int REFUSED = 3;
  public static final int STOPPED = 4;
  public static final int UNREACHABLE = 5;

  /// A fault of this program; the number that sysexits.h has for it.
  public static final int BUG = 70;

  /// Ended by Ctrl-C, as shells number it.
  public static final int INTERRUPTED = 130;

  /// For the footer of the help, in order.
  public static final SequencedMap<String, String> MEANINGS =
      meanings(
          "0", "done; of a work, that it has completed or has not ended yet",
          "1", "the work failed, or ended without being completed",
          "2", "usage: a wrong option, an unreadable file, an unknown id or name",
          "3", "refused: by a policy, by a check of the request, or in this state of the work",
          "4", "stopped: by the emergency stop, or by a person",
          "5", "unreachable: no connection, no answer in time, or an error of the server",
          "70", "a fault of this program; please report it",
          "130", "interrupted by Ctrl-C; a work goes on");

  private ExitCode() {}

  private static SequencedMap<String, String> meanings(String... codesAndMeanings) {
    var meanings = new LinkedHashMap<String, String>();
    for (int at = 0; at < codesAndMeanings.length; at += 2) {
      meanings.put(codesAndMeanings[at], codesAndMeanings[at + 1]);
    }
    return Collections.unmodifiableSequencedMap(meanings);
  }

  /// For a command that ran or showed a work.
  public static int of(WorkState state) {
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

  /// For a command whose call failed.
  public static int of(CallFailed.Kind kind) {
    return switch (kind) {
      case INVALID, NOT_FOUND -> USAGE;
      case REFUSED, ALREADY, NOT_NOW, DENIED -> REFUSED;
      case STOPPED -> STOPPED;
      case BUSY, UNREACHABLE, SERVER_FAULT -> UNREACHABLE;
      case INTERRUPTED -> INTERRUPTED;
    };
  }
}
