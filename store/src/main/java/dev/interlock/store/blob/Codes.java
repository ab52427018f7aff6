package dev.interlock.store.blob;

import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.BlockState;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkState;
import dev.interlock.store.proto.CheckKind;

/// The numbers under which the store keeps the engine's enums: those of `facts.proto`, which never
/// change, whatever becomes of the names.
public final class Codes {
  private Codes() {}

  /// The number of a state, for a column.
  public static int number(WorkState state) {
    return code(state).getNumber();
  }

  /// The state of a number that [#number] gave.
  public static WorkState workState(int number) {
    var code = dev.interlock.store.proto.WorkState.forNumber(number);
    if (code == null) {
      throw unknown("work state", number);
    }
    return state(code);
  }

  static dev.interlock.store.proto.WorkState code(WorkState state) {
    return switch (state) {
      case NOT_STARTED -> dev.interlock.store.proto.WorkState.WORK_STATE_NOT_STARTED;
      case WAITING -> dev.interlock.store.proto.WorkState.WORK_STATE_WAITING;
      case RUNNING -> dev.interlock.store.proto.WorkState.WORK_STATE_RUNNING;
      case PAUSING -> dev.interlock.store.proto.WorkState.WORK_STATE_PAUSING;
      case PAUSED -> dev.interlock.store.proto.WorkState.WORK_STATE_PAUSED;
      case STOPPING -> dev.interlock.store.proto.WorkState.WORK_STATE_STOPPING;
      case COMPLETED -> dev.interlock.store.proto.WorkState.WORK_STATE_COMPLETED;
      case FAILED -> dev.interlock.store.proto.WorkState.WORK_STATE_FAILED;
      case STOPPED -> dev.interlock.store.proto.WorkState.WORK_STATE_STOPPED;
      case CANCELLED -> dev.interlock.store.proto.WorkState.WORK_STATE_CANCELLED;
      case KILLED -> dev.interlock.store.proto.WorkState.WORK_STATE_KILLED;
      case ES_STOPPED -> dev.interlock.store.proto.WorkState.WORK_STATE_ES_STOPPED;
      case EXPIRED -> dev.interlock.store.proto.WorkState.WORK_STATE_EXPIRED;
    };
  }

  static WorkState state(dev.interlock.store.proto.WorkState code) {
    return switch (code) {
      case WORK_STATE_NOT_STARTED -> WorkState.NOT_STARTED;
      case WORK_STATE_WAITING -> WorkState.WAITING;
      case WORK_STATE_RUNNING -> WorkState.RUNNING;
      case WORK_STATE_PAUSING -> WorkState.PAUSING;
      case WORK_STATE_PAUSED -> WorkState.PAUSED;
      case WORK_STATE_STOPPING -> WorkState.STOPPING;
      case WORK_STATE_COMPLETED -> WorkState.COMPLETED;
      case WORK_STATE_FAILED -> WorkState.FAILED;
      case WORK_STATE_STOPPED -> WorkState.STOPPED;
      case WORK_STATE_CANCELLED -> WorkState.CANCELLED;
      case WORK_STATE_KILLED -> WorkState.KILLED;
      case WORK_STATE_ES_STOPPED -> WorkState.ES_STOPPED;
      case WORK_STATE_EXPIRED -> WorkState.EXPIRED;
      case WORK_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("work state", code);
    };
  }

  static dev.interlock.store.proto.AttemptEnd code(AttemptEnd how) {
    return switch (how) {
      case SUCCEEDED -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_SUCCEEDED;
      case FAILED -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_FAILED;
      case FATAL -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_FATAL;
      case INTERRUPTED -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_INTERRUPTED;
      case UNKNOWN -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_UNKNOWN;
      case LOST -> dev.interlock.store.proto.AttemptEnd.ATTEMPT_END_LOST;
    };
  }

  static AttemptEnd how(dev.interlock.store.proto.AttemptEnd code) {
    return switch (code) {
      case ATTEMPT_END_SUCCEEDED -> AttemptEnd.SUCCEEDED;
      case ATTEMPT_END_FAILED -> AttemptEnd.FAILED;
      case ATTEMPT_END_FATAL -> AttemptEnd.FATAL;
      case ATTEMPT_END_INTERRUPTED -> AttemptEnd.INTERRUPTED;
      case ATTEMPT_END_UNKNOWN -> AttemptEnd.UNKNOWN;
      case ATTEMPT_END_LOST -> AttemptEnd.LOST;
      case ATTEMPT_END_UNSPECIFIED, UNRECOGNIZED -> throw unknown("end of an attempt", code);
    };
  }

  static dev.interlock.store.proto.BlockState code(BlockState state) {
    return switch (state) {
      case NOT_STARTED -> dev.interlock.store.proto.BlockState.BLOCK_STATE_NOT_STARTED;
      case RUNNING -> dev.interlock.store.proto.BlockState.BLOCK_STATE_RUNNING;
      case COMPLETED -> dev.interlock.store.proto.BlockState.BLOCK_STATE_COMPLETED;
      case FAILED -> dev.interlock.store.proto.BlockState.BLOCK_STATE_FAILED;
      case STOPPED -> dev.interlock.store.proto.BlockState.BLOCK_STATE_STOPPED;
      case SKIPPED -> dev.interlock.store.proto.BlockState.BLOCK_STATE_SKIPPED;
    };
  }

  static BlockState state(dev.interlock.store.proto.BlockState code) {
    return switch (code) {
      case BLOCK_STATE_NOT_STARTED -> BlockState.NOT_STARTED;
      case BLOCK_STATE_RUNNING -> BlockState.RUNNING;
      case BLOCK_STATE_COMPLETED -> BlockState.COMPLETED;
      case BLOCK_STATE_FAILED -> BlockState.FAILED;
      case BLOCK_STATE_STOPPED -> BlockState.STOPPED;
      case BLOCK_STATE_SKIPPED -> BlockState.SKIPPED;
      case BLOCK_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("block state", code);
    };
  }

  static dev.interlock.store.proto.StopCause code(StopCause cause) {
    return switch (cause) {
      case EMERGENCY_STOP -> dev.interlock.store.proto.StopCause.STOP_CAUSE_EMERGENCY_STOP;
      case FATAL_OUTCOME -> dev.interlock.store.proto.StopCause.STOP_CAUSE_FATAL_OUTCOME;
      case STOP -> dev.interlock.store.proto.StopCause.STOP_CAUSE_STOP;
      case CANCEL -> dev.interlock.store.proto.StopCause.STOP_CAUSE_CANCEL;
      case KILL -> dev.interlock.store.proto.StopCause.STOP_CAUSE_KILL;
      case DEADLINE -> dev.interlock.store.proto.StopCause.STOP_CAUSE_DEADLINE;
    };
  }

  static StopCause cause(dev.interlock.store.proto.StopCause code) {
    return switch (code) {
      case STOP_CAUSE_EMERGENCY_STOP -> StopCause.EMERGENCY_STOP;
      case STOP_CAUSE_FATAL_OUTCOME -> StopCause.FATAL_OUTCOME;
      case STOP_CAUSE_STOP -> StopCause.STOP;
      case STOP_CAUSE_CANCEL -> StopCause.CANCEL;
      case STOP_CAUSE_KILL -> StopCause.KILL;
      case STOP_CAUSE_DEADLINE -> StopCause.DEADLINE;
      case STOP_CAUSE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("cause of a stop", code);
    };
  }

  static dev.interlock.store.proto.Resolution code(Resolution as) {
    return switch (as) {
      case DONE -> dev.interlock.store.proto.Resolution.RESOLUTION_DONE;
      case FAILED -> dev.interlock.store.proto.Resolution.RESOLUTION_FAILED;
      case RUN_AGAIN -> dev.interlock.store.proto.Resolution.RESOLUTION_RUN_AGAIN;
    };
  }

  static Resolution as(dev.interlock.store.proto.Resolution code) {
    return switch (code) {
      case RESOLUTION_DONE -> Resolution.DONE;
      case RESOLUTION_FAILED -> Resolution.FAILED;
      case RESOLUTION_RUN_AGAIN -> Resolution.RUN_AGAIN;
      case RESOLUTION_UNSPECIFIED, UNRECOGNIZED -> throw unknown("resolution", code);
    };
  }

  static dev.interlock.store.proto.CheckRound message(CheckRound round) {
    var kind =
        switch (round.kind()) {
          case BYPASS -> CheckKind.CHECK_KIND_BYPASS;
          case PRE -> CheckKind.CHECK_KIND_PRE;
          case CONTINUOUS -> CheckKind.CHECK_KIND_CONTINUOUS;
          case POST -> CheckKind.CHECK_KIND_POST;
        };
    var message = dev.interlock.store.proto.CheckRound.newBuilder().setKind(kind);
    return round.block() == CheckRound.OF_WORK
        ? message.build()
        : message.setBlock(round.block()).build();
  }

  static CheckRound round(dev.interlock.store.proto.CheckRound message) {
    var kind =
        switch (message.getKind()) {
          case CHECK_KIND_BYPASS -> dev.interlock.engine.work.CheckKind.BYPASS;
          case CHECK_KIND_PRE -> dev.interlock.engine.work.CheckKind.PRE;
          case CHECK_KIND_CONTINUOUS -> dev.interlock.engine.work.CheckKind.CONTINUOUS;
          case CHECK_KIND_POST -> dev.interlock.engine.work.CheckKind.POST;
          case CHECK_KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw unknown("kind of checks", message.getKind());
        };
    return new CheckRound(message.hasBlock() ? message.getBlock() : CheckRound.OF_WORK, kind);
  }

  static IllegalStateException unknown(String what, Object code) {
    return new IllegalStateException(
        "the store has %s %s, which this version of Interlock does not know; use the version that wrote it"
            .formatted(what, code));
  }
}
