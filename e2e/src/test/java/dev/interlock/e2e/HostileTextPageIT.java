package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WorkReq;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Text that others wrote, wherever the page takes or shows any: it is shown, and never run.
class HostileTextPageIT extends PageScenario {

  private static final List<String> KINDS =
      List.of(
          "<script>alert(%d)</script>",
          "<img src=x onerror=alert(%d)>",
          "\"><svg onload=alert(%d)>",
          "'-alert(%d)-'",
          "javascript:alert(%d)",
          "${alert(%d)}",
          "{{constructor.constructor('alert(%d)')()}}",
          "</title><script>alert(%d)</script>",
          "<iframe srcdoc='<script>alert(%d)</script>'>",
          "\u202Egnp.exe%d\u202C",
          "zero\u200Bwidth%d",
          "<a href=\"javascript:alert(%d)\">x</a>",
          "--><script>alert(%d)</script>",
          "<style>*{background:url(//evil.example/%d)}</style>",
          "<link rel=stylesheet href=//evil.example/%d>",
          "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(%d)>",
          "\\u003cscript\\u003ealert(%d)",
          "%%3Cscript%%3Ealert(%d)",
          "<!--<img src=\"--><img src=x onerror=alert(%d)//\">",
          "' onmouseover='alert(%d)");

  /// Two hundred of them, for each place where text can be put.
  private static List<String> hostile() {
    var all = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      all.add(KINDS.get(i % KINDS.size()).formatted(i));
    }
    return all;
  }

  /// One of each kind, for what is done by hand with each.
  private static List<String> ofEachKind(List<String> hostile) {
    return hostile.subList(0, KINDS.size());
  }

  /// As the page shows it.
  private static String shown(String text) {
    return text.replace("\u202E", "⟨U+202E⟩")
        .replace("\u202C", "⟨U+202C⟩")
        .replace("\u200B", "⟨U+200B⟩");
  }

  @Test
  void text_of_others_is_shown_and_never_run() {
    var texts = hostile();
    var request =
        WorkReq.newBuilder().setName("Marks").setDesc(String.join(" ", texts.subList(0, 20)));
    for (var text : texts) {
      request.addBlocks(
          Block.newBuilder()
              .setDesc(text)
              .addJobs(
                  Job.newBuilder().setName("appendAgain").setDesc(text).putArgs("millis", "0")));
    }
    var id = product.works().submit(request.build()).getId();
    var page = browser.open(product, "/works/" + id);

    assertThat(page.locator("p.about").first())
        .hasText(shown(String.join(" ", texts.subList(0, 20))));
    assertThat(page.locator(".jobs tbody tr")).not().hasCount(0);
    assertThat(page.locator("main [role=status]")).containsText("200 of 200");
    for (var text : ofEachKind(texts)) {
      assertThat(choose(page, text).locator(".about")).hasText(shown(text));
    }
    press(page, "Cancel…");
    because(page, texts.get(1), "Cancel");
    awaitState(page, "cancelled");
    assertThat(page.locator(".history")).containsText(texts.get(1));
    page.navigate("http://%s/".formatted(product.address()));
    for (var text : ofEachKind(texts)) {
      assertThat(page.locator("table.works")).containsText(shown(text));
      page.locator("input[name=name]").fill(text);
      press(page, "Show");
      assertThat(page.locator(".empty")).containsText("no such works");
      page.locator("input[name=name]").fill("");
      press(page, "Show");
    }
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void text_of_others_is_harmless_where_it_is_refused_too() throws Exception {
    var texts = hostile().subList(0, 40); // a refusal tells 100 violations
    var request = WorkReq.newBuilder().setName(texts.getFirst()).setDesc(texts.get(1));
    for (var text : texts) {
      request.addBlocks(
          Block.newBuilder()
              .addJobs(Job.newBuilder().setName("appendAgain").putArgs("millis", text))
              .addJobs(Job.newBuilder().setName(text)));
    }
    var page = browser.open(product, "/submit");

    page.locator("#request").fill(JsonFormat.printer().print(request));
    press(page, "Check");

    var violations = page.locator(".problem li");
    assertThat(violations.first()).isVisible();
    assertThat(violations.count()).isGreaterThanOrEqualTo(2 * texts.size());
    for (var text : texts) {
      assertThat(saying(violations, text)).not().hasCount(0);
    }
    assertThat(page.getByLabel("Description", new Page.GetByLabelOptions().setExact(true)).first())
        .hasValue(texts.get(1));
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void reasons_of_stops_are_shown_and_never_run() {
    var texts = hostile();
    for (int i = 0; i < texts.size(); i++) {
      var stop = StopReq.newBuilder().setName("Name" + i).setReason(texts.get(i)).build();
      var _ = product.stops().stop(stop);
    }
    var page = browser.open(product, "/");

    assertThat(page.locator(".banner li")).hasCount(texts.size());
    for (var text : texts) {
      assertThat(saying(page.locator(".banner q"), text)).not().hasCount(0);
    }
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void what_a_running_job_says_is_shown_and_never_run() {
    var texts = hostile();
    var id = tell(texts, 60, false);
    var page = openAndAwait(id, "running");
    assertThat(page.locator(".whole")).containsText("200 running");

    for (var text : ofEachKind(texts)) {
      var job = choose(page, text);

      assertThat(page.locator(".jobs tbody .says")).hasText(shown(text));
      assertThat(job).containsText("50 % " + shown(text));
      assertThat(job.locator("pre.output")).hasText(shown(text));
    }
    assertNothingOfItBecameThePage(page);
    press(page, "Kill…");
    because(page, "enough", "Kill");
    awaitState(page, "killed");
  }

  @Test
  void why_a_job_failed_and_what_it_wrote_is_shown_and_never_run() {
    var texts = hostile();
    var page = openAndAwait(tell(texts, 0, true), "failed");

    for (var text : ofEachKind(texts)) {
      var job = choose(page, text);

      assertThat(page.locator(".jobs tbody .says")).hasText(shown(text));
      assertThat(job.locator("p.bad")).hasText(shown(text));
      assertThat(job.locator("dl.facts")).containsText(shown(text));
      job.locator(".attempts .link").click();
      assertThat(job.locator("pre.output")).hasText(shown(text));
    }
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void what_a_job_says_at_its_end_is_shown_and_never_run() {
    var texts = hostile();
    var page = openAndAwait(tell(texts, 0, false), "completed");

    for (var text : ofEachKind(texts)) {
      find(page, text);
      assertThat(page.locator(".jobs tbody .says")).hasText(shown(text));
    }
    for (var text : ofEachKind(texts)) {
      var job = choose(page, text);

      assertThat(saying(job.locator(".attempts td"), text)).hasCount(1);
    }
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void reasons_of_verbs_are_shown_and_never_run() {
    var texts = hostile();
    var id = marks(60, 5_000);
    for (int i = 0; i < texts.size(); i += 2) {
      var pause = PauseReq.newBuilder().setId(id).setReason(texts.get(i)).build();
      var _ = product.works().pause(pause);
      var resume = ResumeReq.newBuilder().setId(id).setReason(texts.get(i + 1)).build();
      var _ = product.works().resume(resume);
    }
    var page = browser.open(product, "/works/" + id);

    for (var text : texts) {
      assertThat(saying(page.locator(".history q"), text)).not().hasCount(0);
    }
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void labels_are_shown_and_never_run() {
    // the others have characters that nobody sees, which no label may
    var texts = hostile().stream().filter(text -> text.equals(shown(text))).toList();
    assertThat(texts).hasSize(180);
    for (int from = 0; from < texts.size(); from += 30) {
      var request =
          WorkReq.newBuilder()
              .setName("Marks")
              .addBlocks(Block.newBuilder().addJobs(Job.newBuilder().setName("appendAgain")));
      for (var text : texts.subList(from, from + 30)) {
        request.putLabels("label" + request.getLabelsCount(), text);
      }
      var _ = product.works().submit(request.build());
    }
    var page = browser.open(product, "/");

    for (var text : texts) {
      assertThat(saying(page.locator("table.works .label"), asLabel(text))).not().hasCount(0);
    }
    for (var work : product.works().list(ListReq.getDefaultInstance()).getWorksList()) {
      page.navigate("http://%s/works/%s".formatted(product.address(), work.getId()));
      for (var text : work.getLabelsMap().values()) {
        assertThat(saying(page.locator("dd.labels .label"), asLabel(text))).not().hasCount(0);
      }
      assertNothingOfItBecameThePage(page);
    }
  }

  @Test
  void what_is_looked_for_is_never_run() {
    var page = browser.open(product, "/?state=%3Cimg%20src%20onerror=alert(1)%3E&since=%3Cb%3E");
    assertThat(page.locator(".problem")).isVisible();
    page.navigate("http://%s/".formatted(product.address()));
    for (var text : hostile()) {
      var answer =
          page.waitForResponse(
              asksFor(text), () -> typeAndSubmit(page.locator("form[role=search]"), text));

      assertThat(answer.status()).as(text).isIn(200, 400);
      assertThat(page.locator("main .empty, main .problem").first()).isVisible();
      assertThat(page.locator("input[name=by]")).hasValue(text);
      assertNothingOfItBecameThePage(page);
    }
  }

  /// The list's question for works that somebody of this name submitted, and no look before it.
  private static Predicate<Response> asksFor(String submitter) {
    return response ->
        URLDecoder.decode(response.url(), StandardCharsets.UTF_8)
            .contains("submitted_by=" + submitter);
  }

  @Test
  void what_a_request_is_built_of_is_never_run() {
    var page = browser.open(product, "/submit");
    page.getByLabel("Add a job of type").selectOption("tell");
    var texts = hostile();
    for (int i = 0; i < texts.size(); i++) {
      page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(texts.get(i));
      typeAndSubmit(page.locator(".job-form"), texts.get(i));
      assertThat(page.locator("aside .fine")).containsText("jobs[%d]".formatted(i));
    }

    press(page, "Check");

    assertThat(page.locator(".problem").first()).containsText(shown(texts.getLast()));
    assertNothingOfItBecameThePage(page);
  }

  @Test
  void what_a_dialog_is_told_is_never_run() {
    var page = browser.open(product, "/");
    var dialog = openStop(page);
    for (var text : hostile()) {
      dialog.locator("input[name=scope]").fill(text);
      dialog.locator("input[name=reason]").fill(text);
      var answer =
          page.waitForResponse(
              response -> response.url().endsWith(":stop"),
              () -> dialog.locator("button[type=submit]").click());

      assertThat(answer.status()).as(text).isIn(400, 404); // as it is no name, or no path
      assertThat(dialog.locator(".problem")).isVisible();
      assertNothingOfItBecameThePage(page);
    }
  }

  /// Puts a text into each field of a form for text, and sends the form.
  private static void typeAndSubmit(Locator form, String text) {
    var _ =
        form.evaluate(
            """
            (form, text) => {
              form.querySelectorAll('input:not([type])').forEach((input) => input.value = text);
              form.requestSubmit();
            }
            """,
            text);
  }

  /// Each of the page's own scripts and styles is a file of its own; none of these stands in a
  /// body.
  private static void assertNothingOfItBecameThePage(Page page) {
    assertThat(
            page.evaluate(
                """
                () => [
                  document.querySelectorAll('script').length,
                  document.body.querySelectorAll('img, iframe, style, link, svg[onload]').length,
                ]
                """))
        .isEqualTo(List.of(1, 0));
  }

  /// The value as it stands in a line of labels: in quotes where it has any, or spaces.
  private static String asLabel(String value) {
    boolean isPlain = value.chars().noneMatch(each -> each == '"' || Character.isWhitespace(each));
    return isPlain ? value : value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static Locator saying(Locator all, String text) {
    return all.filter(new Locator.FilterOptions().setHasText(shown(text)));
  }

  /// A work of one job for each text, which says it.
  private String tell(List<String> texts, int seconds, boolean fails) {
    var block = Block.newBuilder().setRateLimit(texts.size()).setToleratedFailures(texts.size());
    for (var text : texts) {
      block.addJobs(
          Job.newBuilder()
              .setName("tell")
              .putArgs("text", text)
              .putArgs("seconds", Integer.toString(seconds))
              .putArgs("fails", Boolean.toString(fails)));
    }
    var request = WorkReq.newBuilder().setName("Marks").addBlocks(block).build();
    return Marks.begin(product.works(), request);
  }

  private Page openAndAwait(String id, String state) {
    var page = browser.open(product, "/works/" + id);
    awaitState(page, state);
    assertThat(page.locator("main [role=status]").first()).containsText("200 of 200");
    return page;
  }

  private static void find(Page page, String text) {
    page.locator("input[name=text]").fill(text);
    assertThat(page.locator("main .filter [role=status]")).containsText("1 of 200");
  }

  /// Chooses the only job that says so.
  private static Locator choose(Page page, String text) {
    find(page, text);
    page.locator(".jobs tbody .link").first().click();
    return page.locator("#job");
  }
}
