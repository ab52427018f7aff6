package dev.interlock.examples.diskerase.client;

import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.CallFailed;
import dev.interlock.client.ExitCode;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.WorkView;

/// Follows a work to its end. One thread.
final class Follow {
  private final InterlockClient client;
  private final Console console;
  private boolean isCutTold;

  Follow(InterlockClient client, Console console) {
    this.client = client;
    this.console = console;
  }

  /// Shows the work as it is and as it goes on, until it has ended. A work that was only submitted
  /// is shown and not waited for.
  ///
  /// @return the exit code that says how it ended
  int toTheEnd(String id) throws InterruptedException {
    var progress = new Progress(console);
    var view = WorkView.of(client.status(id)).with(client.jobs(failedJobsOf(id)).toList());
    progress.show(view);
    if (view.work().getState() != WorkState.WORK_STATE_NOT_STARTED) {
      view = watched(id, view, progress);
    }
    console.print(ending(view.work()));
    return ExitCode.of(view.work().getState());
  }

  private WorkView watched(String id, WorkView from, Progress progress)
      throws InterruptedException {
    var view = from;
    try (var watch = client.watch(id, view.work().getSeq(), this::tellOnce)) {
      while (!view.hasEnded()) {
        var event = watch.next();
        if (event.isEmpty()) {
          return view;
        }
        isCutTold = false;
        view = view.after(event.get());
        progress.show(view);
      }
    }
    return view;
  }

  /// Says that the connection was lost, but not again for every attempt to make a new one.
  private void tellOnce(CallFailed cut) {
    if (!isCutTold) {
      console.tell("connection lost, trying again: " + cut.getMessage());
    }
    isCutTold = true;
  }

  private static GetJobsReq failedJobsOf(String id) {
    return GetJobsReq.newBuilder().setId(id).addStates(JobState.JOB_STATE_FAILED).build();
  }

  private static String ending(StatusResp work) {
    var counts = work.getCounts();
    return "work %s %s: %d of %d jobs completed%s%s"
        .formatted(
            work.getId(),
            word(work.getState()),
            counts.getCompleted(),
            WorkView.jobCount(counts),
            work.hasStarted() && work.hasEnded()
                ? " in " + Progress.seconds(work.getStarted(), work.getEnded())
                : "",
            work.getReason().isEmpty() ? "" : "; " + work.getReason());
  }

  private static String word(WorkState state) {
    return switch (state) {
      case WORK_STATE_NOT_STARTED -> "was submitted and not executed";
      case WORK_STATE_WAITING -> "waits";
      case WORK_STATE_RUNNING -> "is running";
      case WORK_STATE_PAUSING -> "is pausing";
      case WORK_STATE_PAUSED -> "is paused";
      case WORK_STATE_STOPPING -> "is stopping";
      case WORK_STATE_COMPLETED -> "completed";
      case WORK_STATE_FAILED -> "failed";
      case WORK_STATE_STOPPED -> "was stopped";
      case WORK_STATE_CANCELLED -> "was cancelled";
      case WORK_STATE_KILLED -> "was killed";
      case WORK_STATE_ES_STOPPED -> "was stopped by the emergency stop";
      case WORK_STATE_EXPIRED -> "expired";
      case WORK_STATE_UNSPECIFIED, UNRECOGNIZED -> "is in a state this program does not know";
    };
  }
}
