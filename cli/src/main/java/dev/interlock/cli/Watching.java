package dev.interlock.cli;

import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.cli.screen.LineScreen;
import dev.interlock.cli.screen.LiveScreen;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.WorkLines;
import dev.interlock.cli.screen.WorkScreen;
import dev.interlock.client.ExitCode;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.WorkView;
import java.time.Instant;

/// Shows a work until it has ended. Ctrl-C ends the showing, never the work.
final class Watching {
  // Jobs that run or went wrong before we looked; more than a person reads.
  private static final int JOBS_MAX = 1_000;
  private static final int FAILED_TOLD_MAX = 20;

  private final Console console;
  private final InterlockClient client;
  private final String id;
  private final String serverOption;

  Watching(Console console, InterlockClient client, String id, String serverOption) {
    this.console = console;
    this.client = client;
    this.id = id;
    this.serverOption = serverOption;
  }

  /// Everything after `afterSeq`, one JSON document a line.
  ///
  /// @return the exit status
  int asJson(long afterSeq) throws InterruptedException {
    var state = WorkState.WORK_STATE_UNSPECIFIED;
    try (var watch = client.watch(id, afterSeq, cut -> lost(cut.getMessage()))) {
      for (var event = watch.next(); event.isPresent(); event = watch.next()) {
        console.printJsonLine(event.get());
        state = event.get().getState();
      }
    }
    return ExitCode.of(state);
  }

  /// As a picture on a terminal, else line by line.
  ///
  /// @return the exit status
  int onScreen() throws InterruptedException {
    var view = asFound();
    if (view.hasEnded()) {
      lines().show(view, console.clock().instant());
      return ExitCode.of(view.work().getState());
    }
    var screen = screen();
    var farewell = Thread.ofPlatform().unstarted(farewell(screen, view.work().getName()));
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      view = follow(view, screen);
    } finally {
      screen.close();
      forget(farewell);
    }
    if (screen instanceof LiveScreen) {
      summary(view);
    }
    return ExitCode.of(view.work().getState());
  }

  private WorkView asFound() {
    var view = WorkView.of(client.status(id));
    if (view.hasEnded() && !view.work().getHadErrors()) {
      return view;
    }
    var query =
        GetJobsReq.newBuilder()
            .setId(id)
            .addStates(JobState.JOB_STATE_RUNNING)
            .addStates(JobState.JOB_STATE_WAITING)
            .addStates(JobState.JOB_STATE_FAILED)
            .addStates(JobState.JOB_STATE_UNKNOWN);
    return view.with(client.jobs(query.build()).limit(JOBS_MAX).toList());
  }

  private WorkView follow(WorkView found, WorkScreen screen) throws InterruptedException {
    var view = found;
    screen.show(view, console.clock().instant());
    try (var watch = client.watch(id, view.work().getSeq(), cut -> screen.lost(cut.getMessage()))) {
      for (var event = watch.next(); event.isPresent(); event = watch.next()) {
        view = view.after(event.get());
        screen.show(view, timeOf(event.get()));
      }
    }
    return view;
  }

  private static Instant timeOf(WatchResp event) {
    return Instant.ofEpochSecond(event.getAt().getSeconds(), event.getAt().getNanos());
  }

  private WorkScreen screen() {
    if (console.wantsPlainLines()) {
      return lines();
    }
    var terminal = console.terminal().get();
    if (terminal.isEmpty()) {
      return lines();
    }
    var live = new LiveScreen(terminal.get(), console.glyphs(), console.clock());
    live.start();
    return live;
  }

  private LineScreen lines() {
    return new LineScreen(console::printLine, console::tell);
  }

  private void lost(String why) {
    console.tell(PlainText.of(why) + "; trying again");
  }

  /// What the picture may have had no room for.
  private void summary(WorkView view) {
    console.printLine(WorkLines.last(view, console.clock().instant()));
    view.failed().stream()
        .limit(FAILED_TOLD_MAX)
        .map(WorkLines::trouble)
        .forEach(console::printLine);
  }

  private Runnable farewell(WorkScreen screen, String name) {
    return () -> {
      screen.close();
      console.tell("the work goes on");
      console.tell("  to watch it again:                 interlock watch " + id + serverOption);
      console.tell(
          "  to end it:                         interlock cancel %s --reason WHY%s"
              .formatted(id, serverOption));
      console.tell(
          "  to stop every work of this name:   interlock stop %s --reason WHY%s"
              .formatted(PlainText.of(name), serverOption));
    };
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException leaving) {
      // The process is being ended: the farewell is just what is wanted.
    }
  }
}
