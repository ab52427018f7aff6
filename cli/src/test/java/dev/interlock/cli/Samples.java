package dev.interlock.cli;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import java.time.Instant;

/// A work of two blocks, and what happens to it.
public final class Samples {
  static final String ID = "0198c7aa-1111-7000-8000-000000000001";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private Samples() {}

  /// It has just started.
  public static StatusResp.Builder status() {
    return StatusResp.newBuilder()
        .setId(ID)
        .setName("SatelliteDiskErase")
        .setDesc("erase aap")
        .setState(WorkState.WORK_STATE_RUNNING)
        .setSubmittedBy("ann")
        .setCreated(at(-60))
        .setStarted(at(0))
        .setPlanHash("c0ffee")
        .setCounts(counts(3, 0, 0, 0))
        .addBlocks(block(0, "pre-conditions", counts(1, 0, 0, 0)))
        .addBlocks(block(1, "machines", counts(2, 0, 0, 0)));
  }

  /// A block that has not started.
  public static BlockStatus.Builder block(int index, String desc, JobCounts counts) {
    return BlockStatus.newBuilder()
        .setIndex(index)
        .setDesc(desc)
        .setRateLimit(5)
        .setState(BlockState.BLOCK_STATE_NOT_STARTED)
        .setCounts(counts);
  }

  /// A job that erases a machine.
  public static JobStatus.Builder job(int block, int index, JobState state) {
    return JobStatus.newBuilder()
        .setBlock(block)
        .setIndex(index)
        .setName("diskErase")
        .putArgs("site", "aap")
        .putArgs("machine", "aa0" + index)
        .setState(state)
        .setStarted(at(1));
  }

  /// Something that happens `second` seconds after the start.
  public static WatchResp.Builder event(long seq, int second, WorkState state) {
    return WatchResp.newBuilder().setSeq(seq).setAt(at(second)).setState(state);
  }

  /// From the first job to the last, with one that fails.
  static WatchResp[] wholeStory() {
    return new WatchResp[] {
      event(1, 1, WorkState.WORK_STATE_RUNNING)
          .setCounts(counts(2, 1, 0, 0))
          .addBlocks(
              block(0, "pre-conditions", counts(0, 1, 0, 0))
                  .setState(BlockState.BLOCK_STATE_RUNNING)
                  .setStarted(at(1)))
          .addJobs(job(0, 0, JobState.JOB_STATE_RUNNING))
          .build(),
      event(2, 3, WorkState.WORK_STATE_RUNNING)
          .setCounts(counts(0, 2, 1, 0))
          .addBlocks(
              block(0, "pre-conditions", counts(0, 0, 1, 0))
                  .setState(BlockState.BLOCK_STATE_COMPLETED)
                  .setStarted(at(1))
                  .setEnded(at(3)))
          .addBlocks(
              block(1, "machines", counts(0, 2, 0, 0))
                  .setState(BlockState.BLOCK_STATE_RUNNING)
                  .setStarted(at(3)))
          .addJobs(job(0, 0, JobState.JOB_STATE_COMPLETED))
          .addJobs(job(1, 0, JobState.JOB_STATE_RUNNING))
          .addJobs(job(1, 1, JobState.JOB_STATE_RUNNING))
          .build(),
      event(3, 65, WorkState.WORK_STATE_FAILED)
          .setHadErrors(true)
          .setReason("block 2 failed")
          .setCounts(counts(0, 0, 2, 1))
          .addBlocks(
              block(1, "machines", counts(0, 0, 1, 1))
                  .setState(BlockState.BLOCK_STATE_FAILED)
                  .setStarted(at(3))
                  .setEnded(at(65)))
          .addJobs(job(1, 0, JobState.JOB_STATE_COMPLETED))
          .addJobs(job(1, 1, JobState.JOB_STATE_FAILED).setError("no such disk \u001b[2J"))
          .build()
    };
  }

  /// How many jobs are in which state.
  public static JobCounts counts(int notStarted, int running, int completed, int failed) {
    return JobCounts.newBuilder()
        .setNotStarted(notStarted)
        .setRunning(running)
        .setCompleted(completed)
        .setFailed(failed)
        .build();
  }

  /// Seconds after the start.
  public static Timestamp at(int second) {
    return Timestamp.newBuilder().setSeconds(START.getEpochSecond() + second).build();
  }
}
