package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the scenarios of the page have in common: the assembled product with the sample, and a
/// browser.
@InBrowser
@Timeout(120)
abstract class PageScenario {
  static final double LONG = 60_000;

  Path folder;
  Product product;
  Browser browser;

  /// The folder's name is as long as they come, and has no place where a line ends by itself.
  @BeforeEach
  void start(@TempDir Path temporary) throws IOException {
    folder = Files.createDirectory(temporary.resolve("interlock".repeat(10)));
    product = Product.ofSample(folder);
    product.write(
        "policies.json",
        Files.readString(folder.resolve("policies.json"))
            + """
            {"Name": "Marks", "Policies": [
              {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain", "sleep", "tell"]}}]}
            """);
    product.write(
        "es.json",
        Files.readString(folder.resolve("es.json"))
            + "{\"Name\": \"Marks\", \"Status\": \"go\"}\n");
    product.start();
    browser = Browser.start();
  }

  @AfterEach
  void close() {
    try {
      browser.assertNoComplaints();
    } finally {
      browser.close();
      product.close();
    }
  }

  static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  /// Answers a dialog with a reason.
  static void because(Page page, String reason, String action) {
    var dialog = page.locator("dialog");
    dialog.locator("input[name=reason]").fill(reason);
    dialog
        .locator("button[type=submit]")
        .filter(new Locator.FilterOptions().setHasText(action))
        .click();
    assertThat(dialog).hasCount(0);
  }

  /// Holds the red button down, by keyboard, until it asks what is to be stopped.
  static Locator openStop(Page page) {
    page.locator("#stop").focus();
    page.keyboard().down("Enter");
    assertThat(page.locator("dialog input[name=scope]")).isVisible();
    page.keyboard().up("Enter");
    return page.locator("dialog");
  }

  static void awaitState(Page page, String state) {
    assertThat(page.locator("[data-state]"))
        .containsText(state, new ContainsTextOptions().setTimeout(LONG));
  }

  /// A work of the name `Marks` whose jobs each take so long, one after the other.
  String marks(int jobs, int millis) {
    var request = Marks.of("appendAgain", jobs, millis).toBuilder().setDesc("slow");
    request.getBlocksBuilder(0).setDesc("marks");
    return Marks.begin(product.works(), request.build());
  }

  WorkState state(String id) {
    return product.works().status(StatusReq.newBuilder().setId(id).build()).getState();
  }
}
