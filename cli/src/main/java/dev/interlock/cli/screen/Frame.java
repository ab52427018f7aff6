package dev.interlock.cli.screen;

import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.client.WorkView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// One picture of a work, as large as the terminal allows: a bar for the whole and one per block,
/// the jobs that run and the jobs that failed. Blocks that do not fit are counted.
final class Frame {
  private static final int BAR = 20;
  private static final int BLOCKS_MIN = 3;
  private static final int RUNNING_MAX = 10;
  private static final int FAILED_MAX = 6;
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle RED = PLAIN.foreground(AttributedStyle.RED);
  private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle CYAN = PLAIN.foreground(AttributedStyle.CYAN);

  private final WorkView view;
  private final Glyphs glyphs;
  private final int width;
  private final Instant now;
  private final List<AttributedString> lines = new ArrayList<>();

  private Frame(WorkView view, Glyphs glyphs, int width, Instant now) {
    this.view = view;
    this.glyphs = glyphs;
    this.width = width;
    this.now = now;
  }

  /// @param notice what is to be told apart from the work; may be empty
  /// @param height how many lines there may be
  static List<AttributedString> of(
      WorkView view, String notice, Glyphs glyphs, int width, int height, Instant now) {
    var frame = new Frame(view, glyphs, width, now);
    frame.draw(notice, height);
    return frame.lines.subList(0, Math.min(height, frame.lines.size()));
  }

  private void draw(String notice, int height) {
    head();
    var running = view.underWay();
    var failed = view.failed();
    int room = height - lines.size() - (notice.isEmpty() ? 1 : 2);
    int runningRows = rowsFor(running.size(), RUNNING_MAX);
    int failedRows = rowsFor(failed.size(), FAILED_MAX);
    int blockRows =
        Math.min(view.blocks().size(), Math.max(BLOCKS_MIN, room - runningRows - failedRows));
    blocks(blockRows);
    jobs("failed", failed, Math.min(failedRows, room - blockRows), RED);
    jobs("under way", running, Math.min(runningRows, room - blockRows - failedRows), CYAN);
    if (!notice.isEmpty()) {
      line(PlainText.of(notice), RED);
    }
    if (!view.hasEnded()) {
      line("Ctrl-C ends the watching, not the work.", FAINT);
    }
  }

  private static int rowsFor(int jobs, int most) {
    return jobs == 0 ? 0 : 2 + Math.min(jobs, most); // a blank line and a heading above
  }

  private void head() {
    var work = view.work();
    var state = Words.of(work.getState());
    var name = PlainText.of(work.getName());
    var desc = work.getDesc().isEmpty() ? "" : "  " + PlainText.of(work.getDesc());
    int left = Math.max(1, width - state.length() - 1);
    add(
        new AttributedStringBuilder()
            .append(fitted(name + desc, left), PLAIN.bold())
            .append(" ")
            .append(state, styleOf(work.getHadErrors())));
    line(PlainText.of(work.getId()), FAINT);
    if (!work.getReason().isEmpty()) {
      line(PlainText.of(work.getReason()), PLAIN);
    }
    int count = WorkView.jobCount(work.getCounts());
    int ended = count - WorkView.left(work.getCounts());
    var timeLeft =
        view.timeLeft(now).map(time -> "  about %s left".formatted(Words.of(time))).orElse("");
    line(
        "%s  %d of %s  %s%s"
            .formatted(
                glyphs.bar(ended, count, BAR),
                ended,
                Words.count(count, "job"),
                Words.of(view.elapsed(now)),
                timeLeft),
        PLAIN);
    line("", PLAIN);
  }

  private AttributedStyle styleOf(boolean hadErrors) {
    return switch (view.work().getState()) {
      case WORK_STATE_COMPLETED -> GREEN;
      case WORK_STATE_FAILED,
          WORK_STATE_STOPPED,
          WORK_STATE_STOPPING,
          WORK_STATE_CANCELLED,
          WORK_STATE_KILLED,
          WORK_STATE_ES_STOPPED,
          WORK_STATE_EXPIRED ->
          RED;
      case WORK_STATE_PAUSING, WORK_STATE_PAUSED -> YELLOW;
      default -> hadErrors ? RED : CYAN;
    };
  }

  /// All blocks, or a window of them that starts with the last one that has ended.
  private void blocks(int rows) {
    var blocks = view.blocks();
    int first = 0;
    int shown = blocks.size();
    if (rows < blocks.size()) {
      shown = Math.max(1, rows - 2);
      first = Math.clamp(firstNotEnded() - 1L, 0, blocks.size() - shown);
    }
    if (first > 0) {
      line("%s %d before".formatted(glyphs.more(), first), FAINT);
    }
    int nameWidth =
        blocks.subList(first, first + shown).stream()
            .mapToInt(block -> columns(nameOf(block)))
            .max()
            .orElse(0);
    for (var block : blocks.subList(first, first + shown)) {
      block(block, Math.clamp(width - BAR - 30L, 8, Math.max(8, nameWidth)));
    }
    int after = blocks.size() - first - shown;
    if (after > 0) {
      line("%s %d more".formatted(glyphs.more(), after), FAINT);
    }
  }

  private int firstNotEnded() {
    var blocks = view.blocks();
    for (int index = 0; index < blocks.size(); index++) {
      if (WorkView.left(blocks.get(index).getCounts()) > 0) {
        return index;
      }
    }
    return blocks.size();
  }

  private void block(BlockStatus block, int nameWidth) {
    var counts = block.getCounts();
    int count = WorkView.jobCount(counts);
    int ended = count - WorkView.left(counts);
    var numbers = new ArrayList<String>();
    numbers.add("%d/%d".formatted(ended, count));
    if (counts.getRunning() > 0) {
      numbers.add(counts.getRunning() + " running");
    }
    if (WorkView.wentWrong(counts) > 0) {
      numbers.add(WorkView.wentWrong(counts) + " not completed");
    }
    line(
        "%s %3d  %s  %s  %s"
            .formatted(
                signOf(block),
                block.getIndex() + 1,
                fitted(nameOf(block), nameWidth),
                glyphs.bar(ended, count, BAR),
                String.join(", ", numbers)),
        styleOf(block));
  }

  private static String nameOf(BlockStatus block) {
    return block.getDesc().isEmpty() ? "block" : PlainText.of(block.getDesc());
  }

  private String signOf(BlockStatus block) {
    return switch (block.getState()) {
      case BLOCK_STATE_RUNNING -> glyphs.running();
      case BLOCK_STATE_COMPLETED, BLOCK_STATE_SKIPPED -> glyphs.done();
      case BLOCK_STATE_FAILED, BLOCK_STATE_STOPPED -> glyphs.bad();
      case BLOCK_STATE_NOT_STARTED, BLOCK_STATE_UNSPECIFIED, UNRECOGNIZED -> glyphs.waiting();
    };
  }

  private static AttributedStyle styleOf(BlockStatus block) {
    return switch (block.getState()) {
      case BLOCK_STATE_RUNNING -> block.getHasError() ? RED : CYAN;
      case BLOCK_STATE_COMPLETED -> block.getHasError() ? RED : GREEN;
      case BLOCK_STATE_FAILED, BLOCK_STATE_STOPPED -> RED;
      case BLOCK_STATE_SKIPPED, BLOCK_STATE_NOT_STARTED, BLOCK_STATE_UNSPECIFIED, UNRECOGNIZED ->
          FAINT;
    };
  }

  private void jobs(String title, List<JobStatus> jobs, int rows, AttributedStyle style) {
    int shown = rows - 2;
    if (jobs.isEmpty() || shown < 1) {
      return;
    }
    line("", PLAIN);
    int more = jobs.size() - shown;
    line(title + (more > 0 ? "  (%s %d more)".formatted(glyphs.more(), more) : ""), PLAIN.bold());
    for (var job : jobs.subList(0, Math.min(shown, jobs.size()))) {
      line(
          "  %d.%d  %s  %s"
              .formatted(job.getBlock() + 1, job.getIndex() + 1, Words.of(job), stateOf(job)),
          style);
    }
  }

  private String stateOf(JobStatus job) {
    var parts = new ArrayList<String>();
    switch (job.getState()) {
      case JOB_STATE_RUNNING -> parts.add(Words.of(since(job)));
      case JOB_STATE_FAILED -> {}
      default -> parts.add(Words.of(job.getState()));
    }
    if (job.getAttemptsCount() > 1) {
      parts.add("attempt " + job.getAttemptsCount());
    }
    if (job.getNotStopping()) {
      parts.add("was told to end and goes on");
    }
    if (job.getProgressPercent() > 0) {
      parts.add(job.getProgressPercent() + " %");
    }
    for (var text : List.of(job.getProgressNote(), job.getError())) {
      if (!text.isEmpty()) {
        parts.add(PlainText.of(text));
      }
    }
    return String.join("  ", parts);
  }

  private Duration since(JobStatus job) {
    if (!job.hasStarted()) {
      return Duration.ZERO;
    }
    var since = Duration.ofSeconds(now.getEpochSecond() - job.getStarted().getSeconds());
    return since.isNegative() ? Duration.ZERO : since; // the server's clock may be ahead of ours
  }

  private void line(String text, AttributedStyle style) {
    add(new AttributedStringBuilder().append(text, style));
  }

  private void add(AttributedStringBuilder line) {
    lines.add(line.columnSubSequence(0, width)); // a longer one would be two in the terminal
  }

  /// Exactly `columns` wide.
  private String fitted(String text, int columns) {
    int wide = columns(text);
    if (wide <= columns) {
      return text + " ".repeat(columns - wide);
    }
    var more = glyphs.more();
    int kept = Math.max(0, columns - more.length());
    return new AttributedString(text).columnSubSequence(0, kept) + more;
  }

  private static int columns(String text) {
    return new AttributedString(text).columnLength();
  }
}
