package dev.interlock.server.endpoint;

import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.Status;
import dev.interlock.api.v1.WorkState;
import dev.interlock.plugin.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The engine's states on the wire, and folded into the five that old clients know.
final class States {
  private States() {}

  static WorkState of(dev.interlock.engine.work.WorkState state) {
    return switch (state) {
      case NOT_STARTED -> WorkState.WORK_STATE_NOT_STARTED;
      case WAITING -> WorkState.WORK_STATE_WAITING;
      case RUNNING -> WorkState.WORK_STATE_RUNNING;
      case PAUSING -> WorkState.WORK_STATE_PAUSING;
      case PAUSED -> WorkState.WORK_STATE_PAUSED;
      case STOPPING -> WorkState.WORK_STATE_STOPPING;
      case COMPLETED -> WorkState.WORK_STATE_COMPLETED;
      case FAILED -> WorkState.WORK_STATE_FAILED;
      case STOPPED -> WorkState.WORK_STATE_STOPPED;
      case CANCELLED -> WorkState.WORK_STATE_CANCELLED;
      case KILLED -> WorkState.WORK_STATE_KILLED;
      case ES_STOPPED -> WorkState.WORK_STATE_ES_STOPPED;
      case EXPIRED -> WorkState.WORK_STATE_EXPIRED;
    };
  }

  /// An old client stops looking as soon as this is anything but running.
  static Status folded(dev.interlock.engine.work.WorkState state) {
    return switch (state) {
      case NOT_STARTED -> Status.StatusNotStarted;
      case WAITING, RUNNING, PAUSING, PAUSED, STOPPING -> Status.StatusRunning;
      case COMPLETED -> Status.StatusCompleted;
      case FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED -> Status.StatusFailed;
    };
  }

  static BlockState of(dev.interlock.engine.work.BlockState state) {
    return switch (state) {
      case NOT_STARTED -> BlockState.BLOCK_STATE_NOT_STARTED;
      case RUNNING -> BlockState.BLOCK_STATE_RUNNING;
      case COMPLETED -> BlockState.BLOCK_STATE_COMPLETED;
      case FAILED -> BlockState.BLOCK_STATE_FAILED;
      case STOPPED -> BlockState.BLOCK_STATE_STOPPED;
      case SKIPPED -> BlockState.BLOCK_STATE_SKIPPED;
    };
  }

  static Status folded(dev.interlock.engine.work.BlockState state) {
    return switch (state) {
      case NOT_STARTED -> Status.StatusNotStarted;
      case RUNNING -> Status.StatusRunning;
      case COMPLETED, SKIPPED -> Status.StatusCompleted;
      case FAILED, STOPPED -> Status.StatusFailed;
    };
  }

  static JobState of(dev.interlock.engine.work.JobState state) {
    return switch (state) {
      case NOT_STARTED -> JobState.JOB_STATE_NOT_STARTED;
      case WAITING -> JobState.JOB_STATE_WAITING;
      case RUNNING -> JobState.JOB_STATE_RUNNING;
      case COMPLETED -> JobState.JOB_STATE_COMPLETED;
      case FAILED -> JobState.JOB_STATE_FAILED;
      case UNKNOWN -> JobState.JOB_STATE_UNKNOWN;
      case SKIPPED -> JobState.JOB_STATE_SKIPPED;
      case CANCELLED -> JobState.JOB_STATE_CANCELLED;
    };
  }

  static Status folded(dev.interlock.engine.work.JobState state) {
    return switch (state) {
      case NOT_STARTED -> Status.StatusNotStarted;
      case WAITING, RUNNING -> Status.StatusRunning;
      case COMPLETED, SKIPPED -> Status.StatusCompleted;
      case FAILED, UNKNOWN, CANCELLED -> Status.StatusFailed;
    };
  }

  /// The states that a filter names.
  static Set<dev.interlock.engine.work.WorkState> works(
      List<WorkState> wanted, List<Violation> problems) {
    var states = EnumSet.noneOf(dev.interlock.engine.work.WorkState.class);
    for (var state : dev.interlock.engine.work.WorkState.values()) {
      if (wanted.contains(of(state))) {
        states.add(state);
      }
    }
    refuseOthers(wanted, WorkState.WORK_STATE_UNSPECIFIED, WorkState.UNRECOGNIZED, problems);
    return states;
  }

  /// The states that a filter names; all of them when it names none.
  static Set<dev.interlock.engine.work.JobState> jobs(
      List<JobState> wanted, List<Violation> problems) {
    var states = EnumSet.noneOf(dev.interlock.engine.work.JobState.class);
    for (var state : dev.interlock.engine.work.JobState.values()) {
      if (wanted.isEmpty() || wanted.contains(of(state))) {
        states.add(state);
      }
    }
    refuseOthers(wanted, JobState.JOB_STATE_UNSPECIFIED, JobState.UNRECOGNIZED, problems);
    return states;
  }

  private static <E> void refuseOthers(
      List<E> wanted, E unspecified, E unrecognized, List<Violation> problems) {
    if (wanted.contains(unspecified) || wanted.contains(unrecognized)) {
      problems.add(new Violation("states", "has a state that this server does not know"));
    }
  }
}
