package dev.interlock.examples.diskerase.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.client.WorkView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String CLEAR = "\r\033[K";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writes_a_line_for_what_changed_where_nothing_can_be_written_over() {
    var progress = new Progress(console(Console.Screen.LINES));

    progress.show(view(BlockState.BLOCK_STATE_RUNNING, 1, 5));
    progress.show(view(BlockState.BLOCK_STATE_RUNNING, 3, 3));
    progress.show(view(BlockState.BLOCK_STATE_FAILED, 4, 0));

    assertThat(text())
        .isEqualTo(
            """
             1/1 aa00 to aa04: running, 1 of 6 jobs, 5 running
             1/1 aa00 to aa04: failed, 4 of 6 jobs
            """);
  }

  @Test
  void writes_the_running_block_over_and_over_on_a_terminal() {
    var progress = new Progress(console(Console.Screen.LIVE));

    progress.show(view(BlockState.BLOCK_STATE_RUNNING, 1, 5));
    progress.show(view(BlockState.BLOCK_STATE_RUNNING, 3, 3));
    progress.show(view(BlockState.BLOCK_STATE_COMPLETED, 6, 0));

    assertThat(text())
        .isEqualTo(
            CLEAR
                + CLEAR
                + " 1/1 aa00 to aa04: running, 1 of 6 jobs, 5 running"
                + CLEAR
                + CLEAR
                + " 1/1 aa00 to aa04: running, 3 of 6 jobs, 3 running"
                + CLEAR
                + " 1/1 aa00 to aa04: completed, 6 of 6 jobs\n");
  }

  @Test
  void tells_a_failed_job_once_and_after_its_block_has_started() {
    var progress = new Progress(console(Console.Screen.LINES));
    var failed =
        JobStatus.newBuilder()
            .setName("diskErase")
            .setIndex(3)
            .setState(JobState.JOB_STATE_FAILED)
            .setError("no power")
            .build();

    progress.show(view(BlockState.BLOCK_STATE_NOT_STARTED, 0, 0).with(List.of(failed)));
    progress.show(view(BlockState.BLOCK_STATE_RUNNING, 1, 5).with(List.of(failed)));
    progress.show(view(BlockState.BLOCK_STATE_FAILED, 4, 0).with(List.of(failed)));

    assertThat(text())
        .isEqualTo(
            """
             1/1 aa00 to aa04: running, 1 of 6 jobs, 5 running
              blocks[0].jobs[3] diskErase failed: no power
             1/1 aa00 to aa04: failed, 4 of 6 jobs
            """);
  }

  private static WorkView view(BlockState state, int completed, int running) {
    return WorkView.of(
        StatusResp.newBuilder()
            .addBlocks(
                BlockStatus.newBuilder()
                    .setDesc("aa00 to aa04")
                    .setState(state)
                    .setCounts(
                        JobCounts.newBuilder()
                            .setCompleted(completed)
                            .setRunning(running)
                            .setNotStarted(6 - completed - running)))
            .build());
  }

  private Console console(Console.Screen screen) {
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(stream, stream, screen, InstantSource.fixed(Instant.EPOCH));
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
