package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a person gets in, and what they see before and after.
@InBrowser
class SignInPageIT {
  @AutoClose private static Product product;
  @AutoClose private Browser browser;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    product = Product.ofMarks(folder, "Marks");
    product.start();
  }

  @BeforeEach
  void open() {
    browser = Browser.start();
  }

  private static String home() {
    return "http://" + product.address();
  }

  @Test
  void the_link_of_the_command_signs_a_browser_in_once() throws Exception {
    var link = product.run("interlock", "page").output().strip();
    assertThat(link).startsWith(home() + "/sign-in#");

    var page = browser.openUnknown(product, link.substring(home().length()));
    page.waitForURL(home() + "/");
    assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.HEADING)).hasText("Works");
    assertThat((String) page.evaluate("document.cookie")).isEmpty(); // no script can read it
    page.goBack(); // to nothing: the link is not in the history
    assertThat(page.url()).doesNotContain("#");

    var other = browser.openUnknown(product, link.substring(home().length()));
    assertThat(other.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
        .containsText("This link was used before");
    browser.assertNoComplaints();
  }

  @Test
  void whoever_signs_out_is_out() {
    var page = browser.open(product, "/catalogue");
    assertThat(page.locator("main")).containsText("Catalogue");

    page.getByText("Sign out").click();

    assertThat(page.locator("main")).containsText("You are not signed in");
    browser.assertNoComplaints();
  }

  @Test
  void whoever_is_not_signed_in_is_told_how_and_sees_nothing_else() throws IOException {
    var page = browser.openUnknown(product, "/catalogue");

    assertThat(page.locator("main")).containsText("You are not signed in");
    assertThat(page.locator("main")).containsText("interlock page");
    Browser.assertNothingSerious(page, "not signed in");
    Browser.shoot(page, "not-signed-in");
    browser.assertNoComplaints();
  }

  @Test
  void a_page_that_was_open_before_goes_on_when_its_reader_signs_in() {
    var page = browser.openUnknown(product, "/catalogue");
    assertThat(page.locator("main")).containsText("You are not signed in");

    browser.open(product, "/");

    assertThat(page.locator("main")).not().containsText("You are not signed in");
    browser.assertNoComplaints();
  }
}
