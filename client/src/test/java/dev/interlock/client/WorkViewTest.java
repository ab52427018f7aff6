package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkViewTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void starts_with_what_the_status_says() {
    var view =
        WorkView.of(
            status()
                .setBlocks(
                    1,
                    block(1, 5, counts(2, 1, 0, 1))
                        .addJobs(job(1, 0, JobState.JOB_STATE_RUNNING))
                        .addJobs(job(1, 1, JobState.JOB_STATE_NOT_STARTED))
                        .addJobs(job(1, 3, JobState.JOB_STATE_FAILED)))
                .build());

    assertThat(view.underWay()).extracting(JobStatus::getIndex).containsExactly(0);
    assertThat(view.failed()).extracting(JobStatus::getIndex).containsExactly(3);
    assertThat(view.blocks()).allSatisfy(block -> assertThat(block.getJobsList()).isEmpty());
  }

  @Test
  void folds_what_a_watch_brings() {
    var view =
        WorkView.of(status().clearStarted().setState(WorkState.WORK_STATE_WAITING).build())
            .after(
                event(1, 10)
                    .setCounts(counts(9, 1, 0, 0))
                    .addBlocks(block(0, 1, counts(0, 1, 0, 0)))
                    .addJobs(job(0, 0, JobState.JOB_STATE_RUNNING))
                    .build())
            .after(
                event(2, 13)
                    .setCounts(counts(8, 1, 1, 0))
                    .addBlocks(
                        block(0, 1, counts(0, 0, 1, 0)).setState(BlockState.BLOCK_STATE_COMPLETED))
                    .addJobs(job(0, 0, JobState.JOB_STATE_COMPLETED))
                    .addJobs(job(1, 0, JobState.JOB_STATE_RUNNING))
                    .build());

    assertThat(view.work().getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
    assertThat(view.work().getSeq()).isEqualTo(2);
    assertThat(view.work().getCounts()).isEqualTo(counts(8, 1, 1, 0));
    assertThat(view.blocks().getFirst().getState()).isEqualTo(BlockState.BLOCK_STATE_COMPLETED);
    assertThat(view.blocks().getFirst().getCounts()).isEqualTo(counts(0, 0, 1, 0));
    assertThat(view.underWay()).extracting(JobStatus::getBlock).containsExactly(1);
    assertThat(view.elapsed(at(30))).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void an_earlier_view_does_not_change() {
    var before = WorkView.of(status().build());

    before.after(
        event(1, 1)
            .setCounts(counts(0, 0, 10, 0))
            .addBlocks(block(0, 1, counts(0, 0, 1, 0)))
            .addJobs(job(1, 1, JobState.JOB_STATE_FAILED))
            .build());

    assertThat(before.failed()).isEmpty();
    assertThat(before.work().getCounts()).isEqualTo(counts(10, 0, 0, 0));
    assertThat(before.blocks().getFirst().getCounts()).isEqualTo(counts(1, 0, 0, 0));
  }

  @Test
  void keeps_what_a_block_was_said_to_be_when_a_change_says_less() {
    var view =
        WorkView.of(status().build())
            .after(
                event(1, 1)
                    .addBlocks(
                        BlockStatus.newBuilder()
                            .setIndex(1)
                            .setState(BlockState.BLOCK_STATE_STOPPED))
                    .build());

    var block = view.blocks().get(1);
    assertThat(block.getDesc()).isEqualTo("block 1");
    assertThat(block.getRateLimit()).isEqualTo(5);
    assertThat(block.getCounts()).isEqualTo(counts(9, 0, 0, 0));
    assertThat(block.getState()).isEqualTo(BlockState.BLOCK_STATE_STOPPED);
  }

  @Test
  void once_had_errors_or_stopped_always_so() {
    var view =
        WorkView.of(status().build())
            .after(event(1, 1).setHadErrors(true).setWasEsStopped(true).build())
            .after(event(2, 2).build());

    assertThat(view.work().getHadErrors()).isTrue();
    assertThat(view.work().getWasEsStopped()).isTrue();
  }

  @Test
  void the_time_stands_still_when_the_work_has_ended() {
    var view =
        WorkView.of(status().build())
            .after(event(1, 42).setState(WorkState.WORK_STATE_ES_STOPPED).build());

    assertThat(view.hasEnded()).isTrue();
    assertThat(view.elapsed(at(1_000))).isEqualTo(Duration.ofSeconds(42));
    assertThat(view.timeLeft(at(1_000))).isEmpty();
  }

  @Test
  void an_event_that_comes_late_says_when_the_work_started_and_ended() {
    var ended =
        event(9, 42)
            .setState(WorkState.WORK_STATE_COMPLETED)
            .setStarted(timestamp(at(5)))
            .setEnded(timestamp(at(42)))
            .build();
    var waiting = status().clearStarted().setState(WorkState.WORK_STATE_WAITING).build();

    var view = WorkView.of(waiting).after(ended);

    assertThat(view.elapsed(at(1_000))).isEqualTo(Duration.ofSeconds(37));
  }

  @Test
  void a_clock_behind_the_servers_does_not_make_time_run_backwards() {
    assertThat(WorkView.of(status().build()).elapsed(START.minusSeconds(5)))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void the_time_left_is_unknown_before_anything_is_done() {
    assertThat(WorkView.of(status().build()).timeLeft(at(5))).isEmpty();
  }

  @Test
  void the_time_left_is_what_the_waves_so_far_say_of_those_to_come_and_counts_down() {
    // Block 0 is one wave, done in 3 s; block 1 has nine jobs, five at once: two waves.
    var view =
        WorkView.of(status().build())
            .after(
                event(1, 3)
                    .setCounts(counts(9, 0, 1, 0))
                    .addBlocks(block(0, 1, counts(0, 0, 1, 0)))
                    .build());

    assertThat(view.timeLeft(at(3))).contains(Duration.ofSeconds(6));
    assertThat(view.timeLeft(at(5))).contains(Duration.ofSeconds(4));
    assertThat(view.timeLeft(at(60))).contains(Duration.ZERO);
  }

  @Test
  void jobs_asked_for_later_join_those_known() {
    var view =
        WorkView.of(status().build())
            .with(
                List.of(
                    job(1, 2, JobState.JOB_STATE_UNKNOWN), job(0, 0, JobState.JOB_STATE_FAILED)));

    assertThat(view.underWay()).extracting(JobStatus::getIndex).containsExactly(2);
    assertThat(view.failed()).extracting(JobStatus::getBlock).containsExactly(0);
  }

  @Test
  void a_change_of_a_block_that_does_not_exist_is_told_as_what_it_is() {
    var view = WorkView.of(status().build());

    assertThatIllegalStateException()
        .isThrownBy(
            () -> view.after(event(1, 1).addBlocks(block(2, 1, counts(1, 0, 0, 0))).build()))
        .withMessage("bug of the server: work w1 has 2 blocks, and block 2 of it has changed");
  }

  private static StatusResp.Builder status() {
    return StatusResp.newBuilder()
        .setId("w1")
        .setState(WorkState.WORK_STATE_RUNNING)
        .setStarted(timestamp(START))
        .setCounts(counts(10, 0, 0, 0))
        .addBlocks(block(0, 1, counts(1, 0, 0, 0)))
        .addBlocks(block(1, 5, counts(9, 0, 0, 0)));
  }

  private static BlockStatus.Builder block(int index, int limit, JobCounts counts) {
    return BlockStatus.newBuilder()
        .setIndex(index)
        .setDesc("block " + index)
        .setRateLimit(limit)
        .setCounts(counts);
  }

  private static JobCounts counts(int notStarted, int running, int completed, int failed) {
    return JobCounts.newBuilder()
        .setNotStarted(notStarted)
        .setRunning(running)
        .setCompleted(completed)
        .setFailed(failed)
        .build();
  }

  private static JobStatus job(int block, int index, JobState state) {
    return JobStatus.newBuilder().setBlock(block).setIndex(index).setState(state).build();
  }

  private static WatchResp.Builder event(long seq, long second) {
    return WatchResp.newBuilder()
        .setSeq(seq)
        .setAt(timestamp(at(second)))
        .setState(WorkState.WORK_STATE_RUNNING);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
