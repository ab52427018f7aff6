package dev.interlock.examples.diskerase.client;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.client.WorkView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Shows a work as it goes on: a line when a block starts, when it ends and for every failed job;
/// on a terminal also what runs just now. One thread.
final class Progress {
  private final Console console;
  private final Map<Integer, BlockState> told = new HashMap<>();
  private final Set<String> toldFailures = new HashSet<>();

  Progress(Console console) {
    this.console = console;
  }

  /// Tells what is new in `view`.
  void show(WorkView view) {
    boolean isLive = console.screen() == Console.Screen.LIVE;
    if (isLive) {
      console.clearLine();
    }
    int count = view.blocks().size();
    for (var block : view.blocks()) {
      boolean isNews = block.getState() != told.put(block.getIndex(), block.getState());
      boolean isRunning = block.getState() == BlockState.BLOCK_STATE_RUNNING;
      if (isRunning && isNews && !isLive) {
        console.print(line(block, count));
      }
      tellFailures(view, block);
      if (isNews && hasEnded(block.getState())) {
        console.print(line(block, count));
      }
      if (isRunning && isLive) {
        console.printOver(line(block, count));
      }
    }
  }

  private void tellFailures(WorkView view, BlockStatus block) {
    if (block.getState() == BlockState.BLOCK_STATE_NOT_STARTED) {
      return; // asked for a moment later than the block: first that it runs, then what failed
    }
    for (var job : view.failed()) {
      if (job.getBlock() == block.getIndex() && toldFailures.add(place(job))) {
        console.print("  %s %s failed: %s".formatted(place(job), job.getName(), job.getError()));
      }
    }
  }

  private static boolean hasEnded(BlockState state) {
    return switch (state) {
      case BLOCK_STATE_COMPLETED, BLOCK_STATE_FAILED, BLOCK_STATE_STOPPED, BLOCK_STATE_SKIPPED ->
          true;
      case BLOCK_STATE_RUNNING, BLOCK_STATE_NOT_STARTED, BLOCK_STATE_UNSPECIFIED, UNRECOGNIZED ->
          false;
    };
  }

  /// ` 3/11 aa05 to aa09: completed, 6 of 6 jobs in 2 s`
  private static String line(BlockStatus block, int count) {
    var counts = block.getCounts();
    var running = counts.getRunning() > 0 ? ", %d running".formatted(counts.getRunning()) : "";
    return "%2d/%d %s: %s, %d of %d jobs%s%s"
        .formatted(
            block.getIndex() + 1,
            count,
            block.getDesc(),
            word(block.getState()),
            counts.getCompleted(),
            WorkView.jobCount(counts),
            running,
            block.hasEnded() ? " in " + seconds(block.getStarted(), block.getEnded()) : "");
  }

  private static String word(BlockState state) {
    return switch (state) {
      case BLOCK_STATE_NOT_STARTED -> "not started";
      case BLOCK_STATE_RUNNING -> "running";
      case BLOCK_STATE_COMPLETED -> "completed";
      case BLOCK_STATE_FAILED -> "failed";
      case BLOCK_STATE_STOPPED -> "stopped";
      case BLOCK_STATE_SKIPPED -> "skipped";
      case BLOCK_STATE_UNSPECIFIED, UNRECOGNIZED -> "in a state this program does not know";
    };
  }

  private static String place(JobStatus job) {
    return "blocks[%d].jobs[%d]".formatted(job.getBlock(), job.getIndex());
  }

  static String seconds(Timestamp start, Timestamp end) {
    return "%.1f s"
        .formatted(Timestamps.toMillis(end) / 1000.0 - Timestamps.toMillis(start) / 1000.0);
  }
}
