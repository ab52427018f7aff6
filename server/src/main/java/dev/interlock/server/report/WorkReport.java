package dev.interlock.server.report;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.Role;
import java.time.Duration;

/// Writes the report of a work, from its head to the line that says that it is whole.
public final class WorkReport {
  /// Allows the style sheet that is in the document, and nothing else.
  public static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private static final Style STYLE = Style.ofProgram();

  private final ReportContent content;
  private final Html html;
  private final Cells cells;
  private final JobTables jobs;

  private WorkReport(ReportContent content, Html html) {
    this.content = content;
    this.html = html;
    this.cells = new Cells(html);
    this.jobs = new JobTables(content, html);
  }

  /// Who gets the document, part by part.
  @FunctionalInterface
  public interface Reader {
    /// Takes the next part, at most 256 KiB; waits while the reader is not ready for it.
    void read(String part) throws InterruptedException;
  }

  /// Writes the whole document.
  public static void write(ReportContent content, Reader reader) throws InterruptedException {
    var html = new Html(reader::read);
    new WorkReport(content, html).write();
    html.send();
  }

  private void write() throws InterruptedException {
    html.open("html", "lang", "en").line();
    head();
    html.open("body").open("main").line();
    about();
    blocks();
    jobs.unsuccessful();
    jobs.all();
    long facts = history();
    request();
    end(facts);
    html.close("main", "body", "html").line();
  }

  private void head() {
    var status = content.status();
    html.open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    html.empty("meta", "name", "viewport", "content", "width=device-width").line();
    html.empty("meta", "name", "color-scheme", "content", "light dark").line();
    var title =
        "%s, %s: work %s"
            .formatted(status.getName(), Wording.of(status.getState()), status.getId());
    html.element("title", Wording.shown(title)).line();
    html.style(STYLE).close("head").line();
  }

  private void about() {
    var status = content.status();
    html.open("h1").said(status.getName()).words(" ");
    cells.state(status.getState()).close("h1").line();
    html.open("p").said(status.getDesc()).close("p").line();
    if (!content.made().isEnded()) {
      html.open("p", "class", "unfinished", "role", "note")
          .words("This work had not ended when this report was made: it was ")
          .words(Wording.of(status.getState()))
          .words(". What happened since is not in it.")
          .close("p")
          .line();
    }
    if (!status.getReason().isEmpty()) {
      html.open("p", "class", "reason").said(status.getReason()).close("p").line();
    }
    html.open("dl").line();
    fact("Jobs").words(Wording.of(status.getCounts())).close("dd").line();
    labels();
    submitted();
    if (!status.getCopiedFrom().isEmpty()) {
      fact("Copy of").open("code").said(status.getCopiedFrom()).close("code", "dd").line();
    }
    fact("Id").element("code", status.getId()).close("dd").line();
    fact("Plan hash").element("code", status.getPlanHash()).close("dd").line();
    fact("This report").words("made ");
    cells
        .time(content.made().at())
        .words(" by Interlock %s, ".formatted(content.made().version()))
        .words("as of entry %d of the work's journal".formatted(status.getSeq()))
        .close("dd")
        .line();
    html.close("dl").line();
  }

  private void labels() {
    var labels = content.status().getLabelsMap();
    if (labels.isEmpty()) {
      return;
    }
    fact("Labels");
    labels.forEach((key, value) -> html.open("div").said(key + "=" + value).close("div"));
    html.close("dd").line();
  }

  private void submitted() {
    var status = content.status();
    fact("Submitted");
    cells.time(status.getCreated()).words(" by ").said(status.getSubmittedBy()).close("dd").line();
    if (!status.hasStarted()) {
      fact("Expires");
      cells.time(status.getExpiresAt()).close("dd").line();
      return;
    }
    fact("Started");
    cells.time(status.getStarted()).close("dd").line();
    if (status.hasEnded()) {
      fact("Ended");
      var took = took(status.getStarted(), status.getEnded());
      cells.time(status.getEnded()).words(", after " + took).close("dd").line();
    }
  }

  private Html fact(String name) {
    return html.element("dt", name).open("dd");
  }

  private static String took(Timestamp from, Timestamp to) {
    return Wording.of(Duration.between(Wording.instant(from), Wording.instant(to)));
  }

  private void blocks() throws InterruptedException {
    html.element("h2", "Blocks").line().open("table").line();
    html.element("caption", "Run one at a time, in order").line();
    cells.heads(
        "Block", "State", "What", "Jobs", "At once", "Tolerated", "Started", "Ended", "Took");
    html.open("tbody").line();
    for (var block : content.status().getBlocksList()) {
      block(block);
      html.sendIfFull();
    }
    html.close("tbody", "table").line();
  }

  private void block(BlockStatus block) {
    html.open("tr").open("th", "scope", "row");
    html.element("code", "blocks[%d]".formatted(block.getIndex())).close("th").open("td");
    cells.state(block.getState());
    if (block.getRole() != Role.ROLE_FORWARD && block.getRole() != Role.ROLE_UNSPECIFIED) {
      html.words(" (%s)".formatted(Wording.of(block.getRole())));
    }
    html.close("td").open("td").said(block.getDesc()).close("td");
    html.element("td", Wording.of(block.getCounts()));
    html.element("td", Wording.count(block.getRateLimit()));
    html.element("td", Wording.count(block.getToleratedFailures()));
    cells.span(block.getStarted(), block.getEnded());
    html.close("tr").line();
  }

  /// @return how many facts there were
  private long history() throws InterruptedException {
    html.element("h2", "History").line().open("table").line();
    html.element("caption", "What happened, without the attempts of jobs").line();
    cells.heads("Entry", "When", "About", "What", "By", "Why");
    html.open("tbody").line();
    long count = 0;
    for (var facts = content.facts().iterator(); facts.hasNext(); count++) {
      fact(facts.next());
      html.sendIfFull();
    }
    html.close("tbody", "table").line();
    return count;
  }

  private void fact(Fact fact) {
    html.open("tr").element("td", Wording.count(fact.getSeq())).open("td");
    cells.time(fact.getAt()).close("td").open("td");
    html.element("code", fact.getPath()).close("td");
    html.open("td").said(fact.getText()).close("td");
    html.open("td").said(fact.getActor()).close("td");
    html.open("td").said(fact.getReason()).close("td", "tr").line();
  }

  private void request() throws InterruptedException {
    html.element("h2", "Request").line().open("details");
    html.element("summary", "What was submitted, as JSON that can be submitted again");
    html.open("pre").open("bdi").words(Wording.shownJson(content.request()));
    html.close("bdi", "pre", "details").line();
    html.sendIfFull();
  }

  private void end(long facts) {
    html.open("p", "class", "end")
        .words(
            "End of the report: %s, %s."
                .formatted(Wording.count(jobs.count(), "job"), Wording.count(facts, "fact")))
        .close("p")
        .line();
  }
}
