package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import dev.interlock.api.v1.WorkState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The page while answers are late or do not come, and while its reader is quicker than they are.
class PageTroubleIT extends PageScenario {

  private static Predicate<String> ending(String end) {
    return url -> url.endsWith(end);
  }

  /// Holds back what is asked of an address until somebody lets it go on.
  private static List<Route> held(Page page, Predicate<String> address) {
    var routes = new ArrayList<Route>();
    page.route(address, routes::add);
    return routes;
  }

  private static void awaitOne(Page page, List<Route> routes) {
    page.waitForCondition(() -> !routes.isEmpty());
  }

  @Test
  void everything_can_be_stopped_while_many_works_are_watched() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      ids.add(marks(60, 500));
    }
    var page = browser.open(product, "/");
    for (var id : ids) {
      page = browser.open(product, "/works/" + id);
      awaitState(page, "running");
    }

    page.locator("#stop").hover();
    page.mouse().down();
    page.locator("dialog input[name=scope]").waitFor();
    page.mouse().up();
    because(page, "smoke", "Stop");

    awaitState(page, "es stopped");
    assertThat(ids).allMatch(id -> state(id) == WorkState.WORK_STATE_ES_STOPPED);
  }

  @Test
  void jobs_that_could_not_be_read_are_read_again() {
    var id = marks(3, 0);
    Awaitility.await().until(() -> state(id) == WorkState.WORK_STATE_COMPLETED);
    var page = browser.open(product, "/");
    var refused = new AtomicInteger();
    page.route(
        (String url) -> url.contains("/jobs?page_size"),
        route -> {
          if (refused.getAndIncrement() == 0) {
            route.fulfill(new Route.FulfillOptions().setStatus(503));
          } else {
            route.resume();
          }
        });

    page.locator("table.works a").click();

    assertThat(page.locator(".jobs tbody tr")).hasCount(3, new HasCountOptions().setTimeout(LONG));
    assertThat(refused.get()).isGreaterThan(1);
  }

  @Test
  void the_output_of_one_job_is_never_shown_for_another() {
    var id = marks(2, 0);
    Awaitility.await().until(() -> state(id) == WorkState.WORK_STATE_COMPLETED);
    var page = browser.open(product, "/works/" + id);
    var routes = held(page, url -> url.contains("/output?"));
    page.locator(".jobs tbody .link").first().click();
    page.locator(".attempts .link").click();
    awaitOne(page, routes);

    page.locator(".jobs tbody .link").nth(1).click();
    page.waitForResponse(url -> url.url().contains("/output?"), () -> routes.getFirst().resume());

    assertThat(page.locator("#job h3")).containsText("jobs[1]");
    page.locator(".attempts .link").click();
    page.waitForCondition(() -> routes.size() == 2);
    assertThat(page.locator(".output")).hasText("…");
    routes.get(1).resume();
    assertThat(page.locator(".output")).not().hasText("…");
  }

  @Test
  void a_request_stays_as_it_is_while_it_is_executed() {
    var page = browser.open(product, "/submit");
    page.locator("#request")
        .fill(
            """
            {"name": "Marks", "desc": "d", "blocks": [
              {"desc": "b", "jobs": [{"name": "appendAgain", "args": {"millis": "0"}}]}]}
            """);
    press(page, "Submit");
    var routes = held(page, ending(":exec"));
    press(page, "Execute it");
    awaitOne(page, routes);

    assertThat(page.locator("#request")).not().isEditable();
    assertThat(page.getByLabel("Add a job of type")).isDisabled();
    routes.getFirst().resume();

    awaitState(page, "completed");
  }

  @Test
  void whoever_went_on_is_not_called_back_and_no_dialog_goes_along() {
    var id = marks(60, 500);
    var page = browser.open(product, "/");
    page.locator("table.works a").click();
    awaitState(page, "running");
    press(page, "Kill…");
    assertThat(page.locator("dialog")).containsText(id);

    page.goBack();
    assertThat(page.locator("dialog")).hasCount(0);

    page.goForward();
    awaitState(page, "running");
    press(page, "Kill…");
    var routes = held(page, ending(":kill"));
    var reason = page.locator("dialog input[name=reason]");
    reason.fill("late");
    reason.press("Enter");
    awaitOne(page, routes);
    page.goBack();
    routes
        .getFirst()
        .fulfill(
            new Route.FulfillOptions()
                .setStatus(409)
                .setBody("{\"error\": {\"message\": \"it has ended\"}}"));

    assertThat(page.locator(".notice")).containsText("it has ended");
    assertThat(page.locator(".notice")).containsText(id);
    press(page, "Seen");
    assertThat(page.locator(".notice")).hasCount(0);
    assertThat(page.locator("h1")).hasText("Works");
  }

  @Test
  void a_view_that_cannot_be_loaded_says_so() {
    var page = browser.open(product, "/");
    page.route(ending("/catalogue.js"), Route::abort);
    page.reload();
    page.locator("h1").waitFor();

    page.getByText("Catalogue", new Page.GetByTextOptions().setExact(true)).click();

    assertThat(page.locator(".problem")).containsText("did not answer");
    page.unroute(ending("/catalogue.js"));
  }

  @Test
  void what_nobody_knows_is_not_said_to_have_failed() {
    var id = marks(60, 60_000);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "running");
    press(page, "Kill…");
    because(page, "now", "Kill");
    awaitState(page, "killed");

    page.navigate("http://%s/".formatted(product.address()));

    var row =
        page.locator("table.works tr").filter(new Locator.FilterOptions().setHasText("killed"));
    assertThat(row).containsText("1 unknown");
    assertThat(row).not().containsText("failed");
  }
}
