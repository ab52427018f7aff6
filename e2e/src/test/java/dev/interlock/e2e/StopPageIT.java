package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.HeldBack;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopSource;
import dev.interlock.api.v1.StopSourceState;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the page says of the emergency stop is so, whatever of the server can be asked.
class StopPageIT extends PageScenario {
  private static final Pattern COUNTS = Pattern.compile("/v1/(works|stops)\\?");

  private static Locator red(Page page) {
    return page.locator("section.banner");
  }

  private static Locator away(Page page) {
    return page.locator(".banner.away");
  }

  private void stop(String name) {
    var _ = product.stops().stop(StopReq.newBuilder().setName(name).setReason("smoke").build());
  }

  /// Works that are not executed.
  private void submit(String name, int count) {
    var job = Job.newBuilder().setName("appendAgain").putArgs("millis", "0");
    var request =
        WorkReq.newBuilder().setName(name).addBlocks(Block.newBuilder().addJobs(job)).build();
    for (int i = 0; i < count; i++) {
      var _ = product.works().submit(request);
    }
  }

  private static void pull(Page page, String scope) {
    var dialog = openStop(page);
    dialog.locator("input[name=scope]").fill(scope);
    dialog.locator("input[name=reason]").fill("smoke in room 3");
    dialog.locator("button[type=submit]").click();
  }

  @Test
  void what_is_stopped_is_shown_also_while_nobody_can_count_what_it_holds_back() {
    stop("Marks");
    var page = browser.open(product, "/");
    page.route(
        COUNTS, route -> route.fulfill(new Route.FulfillOptions().setStatus(503).setBody("{}")));
    page.reload();

    assertThat(red(page)).containsText("Works of the name Marks are stopped");
    assertThat(red(page)).containsText("What it holds back cannot be counted now.");
    assertThat(away(page)).hasCount(0);
    page.unroute(COUNTS);
    assertThat(red(page)).containsText("It holds nothing back.", soon());
  }

  @Test
  void that_the_server_does_not_answer_is_said_beside_what_it_last_stopped() throws IOException {
    stop("Marks");
    var page = browser.open(product, "/");
    assertThat(red(page)).containsText("Works of the name Marks are stopped");

    product.kill();

    assertThat(away(page)).containsText("The server does not answer");
    assertThat(red(page)).containsText("Works of the name Marks are stopped");
    product.start();
    assertThat(away(page)).hasCount(0);
    assertThat(red(page)).containsText("It holds nothing back.");
  }

  @Test
  void a_file_that_breaks_holds_new_starts_before_it_stops_everything() throws IOException {
    var _ = product.stop();
    product.set("stops-poll", "5s").set("stops-stale", "1m").start();
    var id = marks(200, 100);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "running");

    product.write("es.json", "{broken");

    assertThat(red(page)).containsText("New starts are held, and what runs goes on:", soon());
    assertThat(red(page)).containsText("the file cannot be read since");
    assertThat(red(page)).not().containsText("Everything is stopped");
    assertThat(state(id)).isEqualTo(WorkState.WORK_STATE_RUNNING);
    assertThat(red(page)).containsText("Everything is stopped:", soon());
    awaitState(page, "es stopped");
  }

  private static ContainsTextOptions soon() {
    return new ContainsTextOptions().setTimeout(LONG);
  }

  /// A database cannot be taken from a server on demand, so its answer is given for it.
  @Test
  void a_database_that_is_away_holds_and_what_is_not_stored_is_in_no_file_to_edit()
      throws InvalidProtocolBufferException {
    var since = product.stops().listStops(ListStopsReq.getDefaultInstance()).getSources(0);
    var answer =
        ListStopsResp.newBuilder()
            .addEntries(
                StopEntry.newBuilder()
                    .setName("Marks")
                    .setSource("this process")
                    .setStatus("stop")
                    .setReason("smoke")
                    .setActor("ann"))
            .addSources(
                StopSource.newBuilder()
                    .setSource("database")
                    .setState(StopSourceState.STOP_SOURCE_STATE_HOLDS)
                    .setProblem("it was not read for more than 2000 ms")
                    .setSince(since.getReadAt()))
            .setHeldBack(HeldBack.newBuilder().setWorks(10_000).setOrMore(true))
            .build();
    var json = JsonFormat.printer().print(answer);
    var page = browser.open(product, "/");
    page.route(
        Pattern.compile("/v1/stops"),
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(json)));

    assertThat(red(page)).containsText("New starts are held, and what runs goes on:");
    assertThat(red(page)).containsText("the database cannot be read since 20");
    assertThat(red(page)).containsText("in force on this server and not stored yet: smoke");
    assertThat(red(page)).containsText("wait until the database answers");
    assertThat(red(page)).not().containsText("edit the file");
    assertThat(red(page)).not().containsText("Everything is stopped");
    assertThat(red(page)).containsText("It holds back 10,000 or more works that have not ended.");
  }

  @Test
  void a_pull_says_how_many_works_it_told_to_stop_and_that_it_is_stored() {
    var page = browser.open(product, "/works/" + marks(60, 500));
    awaitState(page, "running");

    pull(page, "Marks");
    assertThat(red(page)).containsText("Your stop of Marks: 1 running work told to stop; stored.");
    awaitState(page, "es stopped");
    pull(page, "Mraks");
    assertThat(red(page)).containsText("Your stop of Mraks: no running work has this name");

    press(page, "Release…", 1);
    page.locator("dialog input[name=typed]").fill("Mraks");
    because(page, "mistyped", "Release");
    assertThat(red(page)).not().containsText("Mraks");
  }

  private static void press(Page page, String button, int place) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).nth(place).click();
  }

  @Test
  void all_in_capitals_stops_nothing_and_is_told_how_to_be_written() {
    var page = browser.open(product, "/");

    pull(page, "ALL");

    assertThat(page.locator("dialog .problem")).containsText("write \"all\"");
    assertThat(red(page)).hasCount(0);
    page.locator("dialog input[name=scope]").fill("all");
    page.locator("dialog button[type=submit]").click();
    assertThat(red(page)).containsText("All works are stopped");
  }

  @Test
  void names_of_works_and_of_what_is_in_force_are_offered_as_they_are_written() {
    submit("Marks", 1);
    var page = browser.open(product, "/");

    var dialog = openStop(page);

    for (var name : List.of("all", "Marks", "SatelliteDiskErase")) {
      assertThat(dialog.locator("datalist option[value=%s]".formatted(name))).hasCount(1);
    }
    var scope = dialog.locator("input[name=scope]");
    assertThat(scope).hasAttribute("autocapitalize", "none");
    assertThat(scope).hasAttribute("spellcheck", "false");
    assertThat(scope).hasAttribute("list", "stop-names");
  }

  @Test
  void a_work_is_counted_once_though_two_sources_stop_its_name() throws IOException {
    submit("Marks", 2);
    product.write(
        "es.json",
        """
        {"Name": "Marks", "Status": "stop"}
        {"Name": "SatelliteDiskErase", "Status": "go"}
        """);
    var page = browser.open(product, "/");
    assertThat(red(page)).containsText("It holds back 2 works that have not ended.");

    pull(page, "Marks");

    assertThat(red(page).locator("li")).hasCount(2);
    assertThat(red(page)).containsText("It holds back 2 works that have not ended.");
  }

  @Test
  void what_is_held_back_is_counted_right_after_a_pull_and_else_seldom() {
    submit("Marks", 3);
    stop("SatelliteDiskErase");
    var counted = new ArrayList<String>();
    var page = browser.open(product, "/");
    assertThat(red(page)).containsText("It holds nothing back.");
    page.onRequest(request -> {
      if (request.url().contains("count_held_back")) {
        counted.add(request.url());
      }
    });

    for (int look = 0; look < 4; look++) {
      page.waitForResponse(response -> response.url().endsWith("/v1/stops"), () -> {});
    }
    assertThat(counted).hasSizeLessThan(2);
    pull(page, "Marks");

    assertThat(red(page))
        .containsText(
            "It holds back 3 works that have not ended.",
            new ContainsTextOptions().setTimeout(2_000));
  }

  @Test
  void nothing_serious_keeps_anybody_from_reading_the_banner_or_pulling_the_stop() {
    submit("Marks", 1);
    stop("Marks");
    var page = browser.open(product, "/");
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      assertThat(red(page)).containsText("It holds back 1 work that has not ended.");
      Browser.assertNothingSerious(page, "banner " + scheme);

      var dialog = openStop(page);
      assertThat(dialog.locator("datalist option[value=Marks]")).hasCount(1);
      Browser.assertNothingSerious(page, "dialog " + scheme);
      dialog.getByText("Leave it").click();
      assertThat(dialog).hasCount(0);
    }
  }
}
