package dev.interlock.cli.screen;

import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.WorkView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Says in lines what has happened to a work: one for a change of the work, of a block, or of a job
/// that went wrong.
public final class WorkLines {
  private WorkLines() {}

  /// The work as it is found.
  public static String first(WorkView view) {
    var work = view.work();
    return "%s %s is %s: %s (%s)"
        .formatted(
            PlainText.of(work.getName()),
            PlainText.of(work.getId()),
            stateOf(view),
            Words.count(WorkView.jobCount(work.getCounts()), "job")
                + " in "
                + Words.count(view.blocks().size(), "block"),
            Words.of(work.getCounts()));
  }

  /// How the work has ended.
  public static String last(WorkView view, Instant now) {
    return "work %s after %s: %s"
        .formatted(stateOf(view), Words.of(view.elapsed(now)), Words.of(view.work().getCounts()));
  }

  /// What has changed; empty when nothing that is worth a line.
  public static List<String> between(WorkView before, WorkView after, Instant at) {
    var lines = new ArrayList<String>();
    for (int index = 0; index < after.blocks().size(); index++) {
      var block = after.blocks().get(index);
      if (before.blocks().get(index).getState() != block.getState()) {
        lines.add(changeOf(block, after.blocks().size()));
      }
    }
    troubles(after).filter(job -> troubles(before).noneMatch(job::equals)).forEach(lines::add);
    if (after.hasEnded()) {
      lines.add(last(after, at));
    } else if (isOther(before.work(), after.work())) {
      lines.add("work is " + stateOf(after));
    }
    return lines;
  }

  /// While it runs, its reason is what it waits for just now, which may change with every job.
  private static boolean isOther(StatusResp before, StatusResp after) {
    return before.getState() != after.getState()
        || (after.getState() != WorkState.WORK_STATE_RUNNING
            && !before.getReason().equals(after.getReason()));
  }

  private static String changeOf(BlockStatus block, int blockCount) {
    boolean hasEnded =
        switch (block.getState()) {
          case BLOCK_STATE_COMPLETED, BLOCK_STATE_FAILED, BLOCK_STATE_STOPPED -> true;
          default -> false;
        };
    var time = hasEnded && block.hasStarted() && block.hasEnded() ? " in " + took(block) : "";
    return "block %d of %d %s%s: %s"
        .formatted(
            block.getIndex() + 1,
            blockCount,
            block.getState() == BlockState.BLOCK_STATE_RUNNING
                ? "started"
                : Words.of(block.getState()),
            time,
            (block.getDesc().isEmpty() ? "" : PlainText.of(block.getDesc()) + ", ")
                + (hasEnded
                    ? Words.of(block.getCounts())
                    : Words.count(WorkView.jobCount(block.getCounts()), "job")));
  }

  private static String took(BlockStatus block) {
    return Words.of(
        Duration.ofSeconds(
            Math.max(0, block.getEnded().getSeconds() - block.getStarted().getSeconds())));
  }

  private static Stream<String> troubles(WorkView view) {
    return Stream.concat(
        view.failed().stream().map(WorkLines::trouble),
        view.underWay().stream().filter(WorkLines::isTrouble).map(WorkLines::trouble));
  }

  private static boolean isTrouble(JobStatus job) {
    return switch (job.getState()) {
      case JOB_STATE_UNKNOWN -> true;
      default -> job.getNotStopping();
    };
  }

  /// One job that went wrong, or does not end: for instance `block 2 job 3 failed: diskErase
  /// machine=aa02 site=aap: no such disk`.
  public static String trouble(JobStatus job) {
    var what = job.getNotStopping() ? "was told to end and goes on" : Words.of(job.getState());
    return "block %d job %d %s: %s%s"
        .formatted(
            job.getBlock() + 1,
            job.getIndex() + 1,
            what,
            Words.of(job),
            job.getError().isEmpty() ? "" : ": " + PlainText.of(job.getError()));
  }

  private static String stateOf(WorkView view) {
    var reason = view.work().getReason();
    return Words.of(view.work().getState())
        + (reason.isEmpty() ? "" : " (" + PlainText.of(reason) + ")");
  }
}
