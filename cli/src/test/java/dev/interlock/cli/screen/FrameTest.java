package dev.interlock.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Attempt;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.WorkState;
import dev.interlock.cli.Samples;
import dev.interlock.client.WorkView;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:30Z");

  @Test
  void shows_the_whole_a_bar_per_block_and_the_jobs_under_way() {
    assertThat(drawn(work(3, 1), "", Glyphs.UNICODE, 70, 30))
        .isEqualTo(
            """
            SatelliteDiskErase  erase aap                                  running
            0198c7aa-1111-7000-8000-000000000001
            █████████░░░░░░░░░░░  8 of 17 jobs  0:30  about 0:45 left

            ✔   1  block 0   ████████████████████  5/5
            ▶   2  block 1   ██████████░░░░░░░░░░  3/6, 2 running, 1 not completed
            ·   3  block 2   ░░░░░░░░░░░░░░░░░░░░  0/6

            failed
              2.2  diskErase machine=aa01 site=aap  no such disk

            under way
              2.3  diskErase machine=aa02 site=aap  0:29
              2.4  diskErase machine=aa03 site=aap  0:29  attempt 2  40 %  wiping
            Ctrl-C ends the watching, not the work.
            """);
  }

  @Test
  void counts_the_blocks_that_do_not_fit_around_those_that_matter() {
    assertThat(drawn(work(40, 20), "", Glyphs.ASCII, 60, 20))
        .isEqualTo(
            """
            SatelliteDiskErase  erase aap                        running
            0198c7aa-1111-7000-8000-000000000001
            ##########..........  122 of 239 jobs  0:30  about 0:29 left

            ... 19 before
            +  20  block 19  ####################  6/6
            >  21  block 20  ##########..........  3/6, 2 running, 1 not
            -  22  block 21  ....................  0/6
            -  23  block 22  ....................  0/6
            -  24  block 23  ....................  0/6
            -  25  block 24  ....................  0/6
            ... 15 more

            failed
              21.2  diskErase machine=aa01 site=aap  no such disk

            under way
              21.3  diskErase machine=aa02 site=aap  0:29
              21.4  diskErase machine=aa03 site=aap  0:29  attempt 2  40
            Ctrl-C ends the watching, not the work.
            """);
  }

  @Test
  void tells_that_the_connection_is_lost() {
    assertThat(drawn(work(2, 1), "server gone\u001b[2J; trying again", Glyphs.UNICODE, 80, 20))
        .contains("server gone\\u001b[2J; trying again\n");
  }

  @Test
  void says_why_a_work_ended_and_no_more_how_to_leave() {
    var view =
        work(2, 1)
            .after(
                Samples.event(9, 40, WorkState.WORK_STATE_ES_STOPPED)
                    .setReason("es.json says stop")
                    .build());

    assertThat(drawn(view, "", Glyphs.UNICODE, 80, 20))
        .contains("es stopped", "es.json says stop")
        .doesNotContain("Ctrl-C");
  }

  @ParameterizedTest
  @EnumSource(
      value = WorkState.class,
      names = {"WORK_STATE_PAUSING", "WORK_STATE_PAUSED"})
  void a_work_that_is_held_is_drawn_in_a_colour_of_its_own(WorkState state) {
    var view = work(2, 1).after(Samples.event(9, 40, state).setReason("hall 2").build());

    var head = Frame.of(view, "", Glyphs.UNICODE, 80, 20, NOW).getFirst();

    assertThat(head.toString()).endsWith(" " + Words.of(state));
    assertThat(head.styleAt(79))
        .isEqualTo(AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW));
    assertThat(drawn(view, "", Glyphs.UNICODE, 80, 20))
        .contains("\nhall 2\n", "Ctrl-C")
        .doesNotContain("left\n");
  }

  @Test
  void no_picture_is_larger_than_its_terminal() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int blocks = 1 + random.nextInt(60);
      var view = work(blocks, random.nextInt(blocks));
      int width = 20 + random.nextInt(120);
      int height = 1 + random.nextInt(50);
      var notice = random.nextBoolean() ? "" : "connection lost ".repeat(10);

      var frame = Frame.of(view, notice, Glyphs.UNICODE, width, height, NOW);

      assertThat(frame).hasSizeLessThanOrEqualTo(height);
      assertThat(frame).allSatisfy(line -> assertThat(line.columnLength()).isBetween(0, width));
    }
  }

  @Test
  void wide_characters_count_for_two() {
    var view =
        WorkView.of(
            Samples.status()
                .setDesc("磁盘".repeat(60))
                .setBlocks(0, Samples.block(0, "磁盘".repeat(30), Samples.counts(1, 0, 0, 0)))
                .build());

    var frame = Frame.of(view, "", Glyphs.UNICODE, 60, 20, NOW);

    assertThat(frame).allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(60));
    assertThat(frame.getFirst().toString()).endsWith("… running");
  }

  /// Blocks of six jobs; those before `running` have completed, the ones after it have not started.
  /// The first has five, so that not all bars are alike.
  private static WorkView work(int blocks, int running) {
    var status = Samples.status().clearBlocks();
    for (int index = 0; index < blocks; index++) {
      int jobs = index == 0 ? 5 : 6;
      var block = Samples.block(index, "block " + index, Samples.counts(jobs, 0, 0, 0));
      if (index < running) {
        block.setState(BlockState.BLOCK_STATE_COMPLETED);
        block.setCounts(Samples.counts(0, 0, jobs, 0));
      } else if (index == running) {
        block.setState(BlockState.BLOCK_STATE_RUNNING);
        block.setCounts(Samples.counts(jobs - 5, 2, 2, 1));
        block.addJobs(Samples.job(index, 1, JobState.JOB_STATE_FAILED).setError("no such disk"));
        block.addJobs(Samples.job(index, 2, JobState.JOB_STATE_RUNNING));
        block.addJobs(
            Samples.job(index, 3, JobState.JOB_STATE_RUNNING)
                .addAttempts(Attempt.getDefaultInstance())
                .addAttempts(Attempt.getDefaultInstance())
                .setProgressPercent(40)
                .setProgressNote("wiping"));
      }
      status.addBlocks(block);
    }
    int all = 6 * blocks - 1;
    int ended = Math.max(0, 6 * running - 1) + 3;
    return WorkView.of(status.setCounts(Samples.counts(all - ended, 0, ended, 0)).build());
  }

  private static String drawn(WorkView view, String notice, Glyphs glyphs, int width, int height) {
    List<AttributedString> frame = Frame.of(view, notice, glyphs, width, height, NOW);
    return frame.stream()
        .map(line -> line.toString().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }
}
