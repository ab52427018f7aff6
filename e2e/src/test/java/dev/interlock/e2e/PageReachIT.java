package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page for whoever has no mouse, a small screen, or eyes that need help; and when things are
/// broken.
class PageReachIT extends PageScenario {

  @Test
  void nothing_serious_keeps_anybody_from_using_it() {
    var id = marks(3, 100);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "completed");
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (var path : List.of("/", "/works/" + id, "/submit", "/catalogue")) {
        page.navigate("http://" + product.address() + path);
        page.locator("tbody tr").or(page.locator("textarea")).first().waitFor();
        if (path.endsWith(id)) {
          page.locator(".jobs tbody .link").first().click();
          page.locator("#job .attempts .link").click();
          assertThat(page.locator("#job pre.output")).isVisible();
        }

        Browser.assertNothingSerious(page, path + " " + scheme);
      }
    }
  }

  @Test
  void a_work_is_cancelled_by_keyboard_alone() {
    var page = browser.open(product, "/works/" + marks(60, 500));
    awaitState(page, "running");
    assertThat(page.getByText("Cancel…")).isVisible(); // what is allowed is asked for last
    for (int tab = 0; !"Cancel…".equals(page.evaluate("document.activeElement.innerText")); tab++) {
      assertThat(tab).as("presses of Tab").isLessThan(30);
      page.keyboard().press("Tab");
    }

    page.keyboard().press("Enter");
    assertThat(page.locator("dialog input[name=reason]")).isFocused();
    page.keyboard().type("not today");
    page.keyboard().press("Enter");

    assertThat(page.locator("dialog")).hasCount(0);
    awaitState(page, "cancelled");
    assertThat(page.locator(".history")).containsText("not today");
  }

  @Test
  void everything_is_stopped_by_keyboard_alone() {
    var page = browser.open(product, "/works/" + marks(60, 500));
    awaitState(page, "running");

    openStop(page).locator("input[name=reason]").focus();
    page.keyboard().type("smoke");
    page.keyboard().press("Enter");

    awaitState(page, "es stopped");
    assertThat(page.locator(".banner")).containsText("All works are stopped");
  }

  @Test
  void a_phone_shows_all_of_it_without_scrolling_sideways() throws IOException {
    var id = marks(3, 100);
    var page = browser.open(product, "/");
    page.setViewportSize(360, 740);
    for (var path : List.of("/", "/works/" + id, "/submit", "/catalogue")) {
      page.navigate("http://" + product.address() + path);
      page.locator("main h1").waitFor();
      page.locator("table").first().or(page.locator("textarea")).first().waitFor();

      assertThat(page.evaluate("document.scrollingElement.scrollWidth")).as(path).isEqualTo(360);
      assertThat(page.locator("#stop")).isInViewport();
      Browser.shoot(page, "phone" + path.replace(id, "").replace('/', '-'));
    }
  }

  @Test
  void a_stop_file_that_cannot_be_read_stops_everything_and_the_page_says_so() throws IOException {
    var page = browser.open(product, "/works/" + marks(60, 500));
    awaitState(page, "running");

    product.write("es.json", "{broken");

    awaitState(page, "es stopped");
    assertThat(page.locator(".banner")).containsText("Everything is stopped");
    assertThat(page.locator(".banner")).containsText("cannot be read");
    page.navigate("http://" + product.address() + "/submit");
    assertThat(page.locator(".banner")).containsText("Everything is stopped");
  }
}
