package dev.interlock.server.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.server.RunningServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports over gRPC and REST, read as a browser reads them.
class ReportTest {
  private static final String HOSTILE =
      "\n<script>alert(1)</script></style></pre></title></bdi><!-- ]]> \"'`&amp;&lt; <img src=x"
          + " onerror=alert(1)>\u202eback\u2066\ufeff \ud83d\ude00\ud83c\udff4";
  private static final String NOBODY = "019a0000-0000-7000-8000-000000000000";
  private static final int PART_BYTES_MAX = 256 << 10;

  /// All that a report may be made of.
  private static final Set<String> ELEMENTS =
      Set.of(
          "#root", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p",
          "span", "bdi", "dl", "dt", "dd", "time", "code", "table", "caption", "thead", "tbody",
          "tr", "th", "td", "a", "div", "details", "summary", "pre");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "lang",
          "charset",
          "http-equiv",
          "content",
          "name",
          "class",
          "role",
          "scope",
          "datetime",
          "id",
          "href");

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("policies.json"),
        """
        {"Name": "Nap", "Policies": [
          {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep", "tell"]}}]}
        """);
    TellingJob.into(folder.resolve("plugins"));
    server = RunningServer.in(folder, "--plugins=plugins");
  }

  private static Job tell(String fails, int retries) {
    return Job.newBuilder()
        .setName("tell")
        .setDesc(HOSTILE)
        .putArgs("text", HOSTILE)
        .putArgs("fails", fails)
        .setRetries(retries)
        .build();
  }

  private static Job sleep() {
    return Job.newBuilder().setName("sleep").putArgs("seconds", "600").build();
  }

  private static String begun(int limit, int tolerated, Job... jobs) {
    var block =
        Block.newBuilder()
            .setDesc(HOSTILE)
            .setRateLimit(limit)
            .setToleratedFailures(tolerated)
            .addAllJobs(List.of(jobs));
    var request =
        WorkReq.newBuilder()
            .setName("Nap")
            .setDesc(HOSTILE)
            .putLabels("team", "storage")
            .addBlocks(block)
            .build();
    var id = server.works().submit(request).getId();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    return id;
  }

  private static StatusResp status(String id) {
    return server
        .works()
        .status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }

  /// A work that was killed: with a job that failed three times, one that succeeded, and one of
  /// which nobody knows.
  private static String killed() {
    var id = begun(3, 2, tell("true", 2), tell("false", 0), sleep());
    Awaitility.await()
        .until(() -> {
          var counts = status(id).getCounts();
          return counts.getFailed() == 1 && counts.getCompleted() == 1 && counts.getRunning() == 1;
        });
    var reason = HOSTILE.strip();
    server.works().kill(KillReq.newBuilder().setId(id).setReason(reason).build());
    Awaitility.await().until(() -> status(id).hasEnded());
    return id;
  }

  private static List<String> parts(String id) {
    var parts = new ArrayList<String>();
    server
        .works()
        .report(ReportReq.newBuilder().setId(id).build())
        .forEachRemaining((ReportResp part) -> parts.add(part.getHtml()));
    return parts;
  }

  private static Document report(String id) {
    return Jsoup.parse(String.join("", parts(id)));
  }

  private static List<String> cells(Document report, String rows, int column) {
    return report.select(rows).stream()
        .map(row -> row.child(column))
        .map(Element::wholeText)
        .toList();
  }

  @Test
  void others_text_comes_out_as_it_was_and_is_never_an_element() {
    var report = report(killed());

    var shown = Wording.shown(HOSTILE);
    assertThat(shown).contains("<script>", "\u27e8U+202E\u27e9back\u27e8U+2066\u27e9");
    var all = report.getAllElements();
    assertThat(all.stream().map(Element::tagName).distinct()).isSubsetOf(ELEMENTS);
    assertThat(
            all.stream()
                .flatMap(one -> one.attributes().asList().stream())
                .map(Attribute::getKey)
                .distinct())
        .isSubsetOf(ATTRIBUTES);
    assertThat(all.eachAttr("href")).allMatch(href -> href.startsWith("#job-"));
    assertThat(report.select("bdi").stream().map(Element::wholeText))
        .as("descriptions of the work, its block and two jobs, and two arguments")
        .filteredOn(shown::equals)
        .hasSizeGreaterThanOrEqualTo(6);
    var told = shown + "\u27e8U+0000\u27e9\u27e8U+202E\u27e9";
    assertThat(report.select("pre > bdi").stream().map(Element::wholeText))
        .filteredOn((told + "\n")::equals)
        .as("what three attempts wrote")
        .hasSize(3);
    assertThat(cells(report, "table:has(caption:contains(What happened)) tbody tr", 5))
        .contains(shown.strip());
  }

  @Test
  void says_what_became_of_the_work_of_every_job_and_of_each_attempt_that_failed() {
    var id = killed();

    var report = report(id);

    var status = status(id);
    assertThat(report.title()).isEqualTo("Nap, killed: work " + id);
    assertThat(report.expectFirst("h1").text()).isEqualTo("Nap killed");
    var facts = report.expectFirst("dl").text();
    assertThat(facts)
        .contains(
            "1 completed, 1 failed, 1 unknown",
            "Labels team=storage",
            id,
            status.getPlanHash(),
            "by local")
        .contains("as of entry %d of the work's journal".formatted(status.getSeq()))
        .containsPattern("Started \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ Ended .*, after ");
    assertThat(report.select("h3").eachText())
        .containsExactly("blocks[0].jobs[0] failed", "blocks[0].jobs[2] unknown");
    assertThat(
            cells(report, "table:has(caption:contains(Attempts of blocks[0].jobs[0])) tbody tr", 1))
        .containsExactly("failed", "failed", "failed");
    assertThat(report.select(".unfinished")).isEmpty();
    assertThat(report.expectFirst(".end").text()).startsWith("End of the report: 3 jobs, ");
    assertThat(report.select("table").eachText()).allMatch(text -> !text.isBlank());
    assertThat(report.select("th")).allMatch(head -> head.hasAttr("scope"));
    assertThat(report.select("table")).allMatch(table -> !table.select("caption").isEmpty());
  }

  @Test
  void has_the_request_as_it_can_be_submitted_again() throws Exception {
    var id = killed();

    var json = report(id).expectFirst("h2:contains(Request) + details pre").wholeText();

    assertThat(json).doesNotContain("\u202e");
    var request = WorkReq.newBuilder();
    JsonFormat.parser().merge(json, request);
    assertThat(request.build())
        .isEqualTo(server.works().getRequest(GetRequestReq.newBuilder().setId(id).build()));
  }

  @Test
  void says_of_a_work_that_goes_on_that_it_does() {
    var id = begun(1, 0, sleep());
    Awaitility.await().until(() -> status(id).getCounts().getRunning() == 1);

    var report = report(id);

    assertThat(report.expectFirst(".unfinished").text())
        .contains("had not ended when this report was made: it was running");
    assertThat(cells(report, "table:has(caption:contains(blocks[0])) tbody tr", 3))
        .contains("running");
    server.works().kill(KillReq.newBuilder().setId(id).setReason("done").build());
  }

  @Test
  void rest_sends_a_file_to_save_that_no_browser_runs_as_a_page_of_ours() {
    var id = killed();

    var answer = server.get("/v1/works/" + id + ":report");

    assertThat(answer.statusCode()).isEqualTo(200);
    var headers = answer.headers();
    assertThat(headers.allValues("content-type")).containsExactly("text/html; charset=utf-8");
    assertThat(headers.allValues("content-disposition"))
        .containsExactly("attachment; filename=\"interlock-%s.html\"".formatted(id));
    assertThat(headers.allValues("content-security-policy"))
        .containsExactly("sandbox; default-src 'none'; style-src 'unsafe-inline'");
    assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
    assertThat(withoutTime(answer.body())).isEqualTo(withoutTime(String.join("", parts(id))));
    assertThat(answer.body().lines().toList().getLast()).isEqualTo("</main></body></html>");
  }

  private static String withoutTime(String report) {
    return report.replaceFirst("(?s)<dt>This report</dt>.*?</dd>", "");
  }

  @Test
  void what_there_is_no_report_of_is_refused_before_anything_is_written() {
    var nobody = server.get("/v1/works/" + NOBODY + ":report");
    var wrong = server.get("/v1/works/x:report");
    var unknown = server.get("/v1/works/" + NOBODY + ":report?all=yes");

    assertThat(nobody.statusCode()).isEqualTo(404);
    assertThat(nobody.body()).contains("NO_SUCH_WORK");
    assertThat(nobody.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("is not the id of a work");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("all", "is unknown");
    assertThatThrownBy(() -> parts(NOBODY))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void a_large_work_comes_in_parts_each_below_its_limit() {
    var jobs = new Job[10_000];
    Arrays.fill(jobs, Job.newBuilder().setName("sleep").putArgs("seconds", "0").build());
    var id = begun(1_000, 0, jobs);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> status(id).hasEnded());

    var parts = parts(id);

    assertThat(parts).hasSizeGreaterThan(20);
    assertThat(parts)
        .allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= PART_BYTES_MAX);
    var report = Jsoup.parse(String.join("", parts));
    assertThat(report.select("table:has(caption:contains(blocks[0])) tbody tr th"))
        .hasSize(10_000)
        .extracting(Element::text)
        .doesNotHaveDuplicates()
        .contains("blocks[0].jobs[9999]");
    assertThat(report.expectFirst(".end").text()).startsWith("End of the report: 10,000 jobs, ");
    assertThat(status(id).getBlocks(0).getJobs(9_999).getState())
        .isEqualTo(JobState.JOB_STATE_COMPLETED);
  }

  @Test
  void the_outputs_of_two_hundred_attempts_are_in_it_and_it_says_where_they_end() {
    var jobs = new Job[120];
    Arrays.fill(jobs, tell("true", 1));
    var id = begun(20, 200, jobs);
    Awaitility.await().until(() -> status(id).hasEnded());

    var report = report(id);

    assertThat(report.select("details:has(summary:contains(attempt))")).hasSize(200);
    assertThat(report.select(".unfinished").eachText())
        .singleElement()
        .asString()
        .contains("the outputs of 200 attempts", "from here on they are left out");
    assertThat(report.select("h3")).hasSize(120);
  }
}
