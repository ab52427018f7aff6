package dev.interlock.server.report;

import dev.interlock.api.v1.Attempt;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;

/// The jobs of a report: those that did not succeed with all that is known of them, then all, block
/// by block.
final class JobTables {
  /// Each is up to 64 KiB, as it is kept.
  private static final int OUTPUTS_MAX = 200;

  private final ReportContent content;
  private final Html html;
  private final Cells cells;
  private int outputs;
  private int written;

  JobTables(ReportContent content, Html html) {
    this.content = content;
    this.html = html;
    this.cells = new Cells(html);
  }

  /// How many jobs [#all] wrote.
  int count() {
    return written;
  }

  private int total() {
    return content.status().getBlocksList().stream().mapToInt(JobTables::jobsOf).sum();
  }

  private static int jobsOf(BlockStatus block) {
    return block.getCounts().getAllFields().values().stream().mapToInt(Integer.class::cast).sum();
  }

  /// The jobs that failed, or of which nobody knows, with every attempt.
  void unsuccessful() throws InterruptedException {
    var counts = content.status().getCounts();
    if (counts.getFailed() + counts.getUnknown() == 0) {
      return;
    }
    html.element("h2", "Failed and unknown jobs").line();
    for (int number = 0; number < total(); number++) {
      var job = content.jobs().apply(number);
      if (isUnsuccessful(job)) {
        unsuccessful(number, job);
      }
    }
  }

  private static boolean isUnsuccessful(JobStatus job) {
    return job.getState() == JobState.JOB_STATE_FAILED
        || job.getState() == JobState.JOB_STATE_UNKNOWN;
  }

  private void unsuccessful(int number, JobStatus job) throws InterruptedException {
    html.open("h3", "id", "job-" + number).element("code", Wording.path(job)).words(" ");
    cells.state(job.getState()).close("h3").line();
    html.open("p").said(job.getName()).words(": ").said(job.getDesc()).close("p").line();
    html.open("p", "class", "reason").said(job.getError()).close("p").line();
    html.open("table").line();
    html.element("caption", "Attempts of " + Wording.path(job)).line();
    cells.heads("Attempt", "Outcome", "Started", "Ended", "Took", "On server", "Note");
    html.open("tbody").line();
    for (var attempt : job.getAttemptsList()) {
      html.open("tr").open("th", "scope", "row").words(Wording.count(attempt.getNumber()));
      html.close("th").open("td");
      cells.state(attempt.getState()).close("td");
      cells.span(attempt.getStarted(), attempt.getEnded());
      html.open("td").said(attempt.getReplica()).close("td");
      html.open("td").said(attempt.getNote()).close("td", "tr").line();
      html.sendIfFull();
    }
    html.close("tbody", "table").line();
    for (var attempt : job.getAttemptsList()) {
      output(number, attempt);
      html.sendIfFull();
    }
  }

  private void output(int number, Attempt attempt) {
    if (outputs > OUTPUTS_MAX) {
      return;
    }
    var text = content.outputs().of(number, attempt.getNumber()).orElse("");
    if (text.isEmpty()) {
      return;
    }
    if (++outputs > OUTPUTS_MAX) {
      html.open("p", "class", "unfinished", "role", "note")
          .words(
              "A report has the outputs of %d attempts, and this one has them: from here on they are"
                      .formatted(OUTPUTS_MAX)
                  + " left out. The server keeps them: interlock output ID JOB --attempt N.")
          .close("p")
          .line();
      return;
    }
    html.open("details").open("summary");
    html.words("What attempt %d wrote".formatted(attempt.getNumber())).close("summary");
    html.open("pre").said(text).close("pre", "details").line();
  }

  /// Every job.
  void all() throws InterruptedException {
    html.element("h2", "Jobs").line();
    for (var block : content.status().getBlocksList()) {
      html.open("table").line();
      html.open("caption").element("code", "blocks[%d]".formatted(block.getIndex()));
      html.words(" ").said(block.getDesc()).close("caption").line();
      cells.heads(
          "Job", "Type", "What", "State", "Attempts", "Started", "Ended", "Took", "Outcome");
      html.open("tbody").line();
      for (int end = written + jobsOf(block); written < end; written++) {
        row(written, content.jobs().apply(written));
        html.sendIfFull();
      }
      html.close("tbody", "table").line();
    }
  }

  private void row(int number, JobStatus job) {
    html.open("tr").open("th", "scope", "row");
    if (isUnsuccessful(job)) {
      html.open("a", "href", "#job-" + number).element("code", Wording.path(job)).close("a");
    } else {
      html.element("code", Wording.path(job));
    }
    html.close("th").open("td").said(job.getName()).close("td").open("td").said(job.getDesc());
    job.getArgsMap()
        .forEach((name, value) ->
            html.open("div", "class", "arg").said(name).words(" = ").said(value).close("div"));
    html.close("td").open("td");
    cells.state(job.getState()).close("td");
    html.element("td", Wording.count(job.getAttemptsCount()));
    cells.span(job.getStarted(), job.getEnded());
    html.open("td").said(job.getError().isEmpty() ? job.getNote() : job.getError());
    if (job.getNotStopping()) {
      html.words(" (was told to end, and goes on)");
    }
    html.close("td", "tr").line();
  }
}
