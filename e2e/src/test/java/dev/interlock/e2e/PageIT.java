package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The page, in a real browser, on the assembled product with the sample.
class PageIT extends PageScenario {
  private static final String ERASURE =
      """
      {"name": "SatelliteDiskErase", "desc": "Erase the disks of aa00 to aa02 of aap", "blocks": [
        {"desc": "pre-conditions", "jobs": [
          {"name": "validateDecom", "args": {"site": "aap", "type": "satellite"}},
          {"name": "tokenBucket", "args": {"bucket": "diskEraseSatellite", "fatal": "true"}}]},
        {"desc": "aa00 to aa02", "rate_limit": 1, "jobs": [
          {"name": "diskErase", "args": {"machine": "aa00", "site": "aap"}},
          {"name": "diskErase", "args": {"machine": "aa01", "site": "aap"}},
          {"name": "diskErase", "args": {"machine": "aa02", "site": "aap"}}]}]}
      """;

  @Test
  void an_erasure_is_checked_submitted_executed_and_followed_to_its_end() throws Exception {
    var page = browser.open(product, "/submit");

    page.locator("#request").fill(ERASURE);
    press(page, "Check");
    assertThat(page.locator(".fine")).containsText("It would be accepted.");
    Browser.shoot(page, "submit");
    press(page, "Submit");
    assertThat(page.locator("p.fine")).containsText("nothing runs yet");
    press(page, "Execute it");

    awaitState(page, "running");
    assertThat(page.locator(".blocks .state-running")).hasCount(1);
    awaitState(page, "completed");
    assertThat(page.locator(".whole")).containsText("5 completed");
    assertThat(page.locator(".history")).containsText("executed by local");
    assertThat(page.getByText("Kill…")).isHidden();
    Browser.shoot(page, "work");
    var asked = new ArrayList<String>();
    page.onRequest(request -> asked.add(request.url()));
    page.reload();
    assertThat(page.locator(".history")).containsText("executed by local");
    assertThat(asked)
        .as("nothing more comes of a work that has ended")
        .noneMatch(url -> url.contains(":watch"));
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Works")).click();
    assertThat(page.locator("table.works")).containsText("5 of 5");
    Browser.shoot(page, "works");
  }

  @Test
  void a_refused_request_says_everything_that_is_wrong_and_where() {
    var page = browser.open(product, "/submit");

    page.locator("#request")
        .fill(
            """
            {"name": "Lunch", "blocks": [{"jobs": [{"name": "sleep", "args": {"seconds": "soon"}}]}]}\
            """);
    press(page, "Check");

    assertThat(page.locator(".problem li")).hasCount(2);
    assertThat(page.locator(".problem")).containsText("blocks[0].jobs[0].args.seconds");
    press(page, "Submit");
    assertThat(page.locator("[role=alert] li")).hasCount(2);
    assertThat(product.works().list(ListReq.getDefaultInstance()).getWorksList()).isEmpty();
  }

  @Test
  void the_red_button_stops_what_runs_within_a_second_and_a_banner_says_who_and_why()
      throws Exception {
    var id = marks(60, 500);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "running");

    page.locator("#stop").hover();
    page.mouse().down();
    page.locator("dialog input[name=scope]").waitFor();
    page.mouse().up();
    page.locator("dialog input[name=scope]").fill("Marks");
    page.locator("dialog input[name=reason]").fill("smoke in room 3");
    page.locator("dialog button[type=submit]").click();

    assertThat(page.locator("[data-state]"))
        .containsText("es stopped", new ContainsTextOptions().setTimeout(1_000));
    assertThat(page.locator(".whole")).not().containsText("running");
    var bar = page.locator(".whole").innerHTML();
    assertThat(page.locator(".banner")).containsText("smoke in room 3");
    assertThat(page.locator(".banner")).containsText("local");
    Browser.shoot(page, "stopped");
    assertThat(page.locator(".whole").innerHTML()).isEqualTo(bar);
    press(page, "Release…");
    page.locator("dialog input[name=typed]").fill("marks");
    page.locator("dialog input[name=reason]").fill("hurry");
    page.locator("dialog button[type=submit]").click();
    assertThat(page.locator("dialog .problem")).containsText("type Marks");
    page.locator("dialog input[name=typed]").fill("Marks");
    because(page, "the smoke was a barbecue", "Release");
    assertThat(page.locator(".banner")).hasCount(0);
  }

  @Test
  void a_first_view_is_small() {
    for (int i = 0; i < 60; i++) { // more than a page of them
      var _ = product.works().submit(fullRow());
    }
    for (var path : List.of("/", "/works/" + marks(1, 0), "/submit")) {
      try (var fresh = Browser.start()) { // which has kept nothing
        var page = fresh.open(product, path);
        page.locator("h1").waitFor();
        page.locator("tbody tr").or(page.locator("textarea")).first().waitFor();

        var bytes =
            (Number)
                page.evaluate(
                    "() => performance.getEntries().reduce((sum, one) => sum + (one.transferSize ?? 0), 0)");

        assertThat(bytes.longValue()).as(path).isBetween(20_000L, 200_000L);
      }
    }
  }

  /// A work of which the list has as much to show as of any.
  private static WorkReq fullRow() {
    var request =
        WorkReq.newBuilder()
            .setName("Marks")
            .setDesc("what it is for, ".repeat(12))
            .addBlocks(Block.newBuilder().addJobs(Job.newBuilder().setName("appendAgain")));
    for (int i = 0; i < 4; i++) {
      request.putLabels("label" + i, "value of it, ".repeat(4));
    }
    return request.build();
  }

  @Test
  void a_touch_of_the_red_button_stops_nothing() {
    var page = browser.open(product, "/");
    page.clock().install();
    page.reload();
    assertThat(page.locator(".empty")).containsText("no such works");

    page.locator("#stop").click();
    page.clock().runFor(5_000); // a hold takes less than one

    assertThat(page.locator("#stop")).not().hasClass(Pattern.compile("held"));
    assertThat(page.locator("dialog")).hasCount(0);
  }

  @Test
  void a_work_is_paused_resumed_cancelled_and_tried_again() {
    var page = browser.open(product, "/works/" + marks(3, 2_000));

    press(page, "Pause…");
    assertThat(page.locator(".effect")).containsText("1 running job finishes");
    because(page, "let me look", "Pause");
    awaitState(page, "paused");
    assertThat(page.locator(".reason")).containsText("let me look");
    press(page, "Resume…");
    because(page, "fine", "Resume");
    press(page, "Cancel…");
    because(page, "not today", "Cancel");
    awaitState(page, "cancelled");
    var cancelled = page.url();
    press(page, "Retry what is not done…");
    because(page, "tomorrow", "Retry");

    awaitState(page, "not started");
    assertThat(page.url()).isNotEqualTo(cancelled);
    press(page, "Execute…");
    page.locator("dialog button[type=submit]").click();
    awaitState(page, "completed");
    assertThat(page.locator(".history")).containsText("a copy of");
  }

  @Test
  void a_request_is_built_of_what_the_catalogue_offers() {
    var page = browser.open(product, "/submit");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Marks");

    for (var millis : List.of("0", "1")) {
      page.getByLabel("Add a job of type").selectOption("appendAgain");
      page.getByLabel("millis").fill(millis);
      press(page, "Add the job");
      assertThat(page.locator("aside .fine")).containsText("blocks[0].jobs[" + millis + "]");
    }
    press(page, "Submit");

    assertThat(page.locator("p.fine a")).hasCount(1);
    var id = page.locator("p.fine a").textContent().strip();
    var request = product.works().getRequest(GetRequestReq.newBuilder().setId(id).build());
    assertThat(request.getName()).isEqualTo("Marks");
    assertThat(request.getBlocksList()).hasSize(1);
    assertThat(request.getBlocks(0).getJobsList())
        .extracting(Job::getName, job -> job.getArgsOrThrow("millis"))
        .containsExactly(tuple("appendAgain", "0"), tuple("appendAgain", "1"));
  }

  @Test
  void what_is_not_done_is_edited_before_it_is_submitted() {
    var page = browser.open(product, "/works/" + marks(3, 2_000));
    press(page, "Cancel…");
    because(page, "not today", "Cancel");
    awaitState(page, "cancelled");
    press(page, "Retry what is not done…");
    var dialog = page.locator("dialog");
    dialog.locator("input[name=reason]").fill("tomorrow, and quicker");
    dialog.getByText("Edit it first").click();

    var text = page.locator("#request");
    assertThat(text).hasValue(Pattern.compile("appendAgain"));
    text.fill(text.inputValue().replace("2000", "0"));
    press(page, "Submit");
    press(page, "Execute it");

    awaitState(page, "completed");
    assertThat(page.locator("dl.facts")).containsText("Copy of");
    assertThat(page.locator(".history")).containsText("tomorrow, and quicker");
  }

  @Test
  void a_button_stays_where_it_is_and_means_what_it_meant() {
    var page = browser.open(product, "/works/" + marks(4, 2_000));
    press(page, "Pause…");
    because(page, "let me look", "Pause");
    awaitState(page, "paused");
    var cancel =
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Cancel…"))
            .elementHandle();
    var place = cancel.boundingBox();

    press(page, "Resume…");
    because(page, "fine", "Resume");
    awaitState(page, "running");
    assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Resume…")))
        .hasCount(0);

    assertThat(cancel.innerText()).isEqualTo("Cancel…");
    assertThat(cancel.boundingBox()).usingRecursiveComparison().isEqualTo(place);
  }

  @Test
  void the_page_goes_on_by_itself_after_the_server_was_killed() throws Exception {
    var id = marks(12, 400);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "running");

    product.kill();
    assertThat(page.locator(".banner.away")).isVisible();
    product.start();

    assertThat(page.locator(".banner.away")).hasCount(0);
    awaitState(page, "completed");
    assertThat(page.locator(".whole")).containsText("12 completed");
    // what only the stream tells of: each poll reads the jobs that run
    assertThat(page.locator(".jobs tbody .state-completed")).hasCount(12);
    Awaitility.await().until(() -> state(id) == WorkState.WORK_STATE_COMPLETED);
  }
}
