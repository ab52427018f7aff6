package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People who are signed in by their organisation, and approve a work of somebody else's.
@InBrowser
class ApprovalPageIT {
  private static final String POLICIES =
      """
      {"Name": "Marks", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain"]}},
        {"Name": "requireApprovals", "Settings": {"People": 1, "ValidForMinutes": 60}}]}
      """;
  private static final String RIGHTS =
      """
      {"Roles": ["submitter", "executor"], "Works": ["*"], "Principals": ["local"]}
      {"Roles": ["approver"], "Works": ["Marks"], "Principals": ["corp:bob"]}
      """;
  private static final Pattern ID = Pattern.compile("(?m)^work\\s+(\\S+)$");

  @AutoClose private static Provider provider;
  @AutoClose private static Product product;

  private final Browser browser = Browser.start();

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    provider = new Provider();
    product = Product.ofMarks(folder, "Marks");
    product.write("policies.json", POLICIES).write("rights.json", RIGHTS);
    product.write(
        "request.json",
        """
        {"name": "Marks", "desc": "to be looked at", "blocks": [
          {"desc": "", "jobs": [{"name": "appendAgain", "args": {}}]}]}
        """);
    provider.knownTo(product);
    product.start();
  }

  @AfterEach
  void close() {
    browser.assertNoComplaints();
    browser.close();
  }

  private Page signedIn(String who) {
    browser.mayLeadTo(provider.address());
    var page = browser.openUnknown(product, "/");
    page.getByText("Sign in with corp").click();
    page.getByText(who).click();
    page.waitForURL("http://" + product.address() + "/");
    return page;
  }

  private String submitted() throws Exception {
    var said =
        product
            .run("interlock", "submit", product.folder().resolve("request.json").toString())
            .output();
    assertThat(said).contains("1 approval first: interlock approve");
    var id = ID.matcher(said);
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  @Test
  void somebody_else_approves_a_work_in_the_page_and_it_runs() throws Exception {
    var id = submitted();
    var early = product.run("interlock", "exec", id);
    assertThat(early.output()).contains("the policies ask for 1 approval, and 0 count");

    var page = signedIn("bob");
    assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Works");
    page.navigate("http://%s/works/%s".formatted(product.address(), id));
    page.getByText("Approve…").click();
    page.locator("dialog input[name=reason]").fill("row 3 is drained");
    page.locator("dialog button[type=submit]").click();
    assertThat(page.locator("dl.facts")).containsText("by corp:bob");
    Browser.assertNothingSerious(page, "approved");
    Browser.shoot(page, "approved");

    assertThat(product.run("interlock", "exec", id).output()).contains("the work will run");
    assertThat(page.locator("[data-state]")).hasText("completed");
    assertThat(page.locator(".history")).containsText("row 3 is drained");
  }

  @Test
  void whoever_may_nothing_sees_nothing() {
    var page = signedIn("carol");

    assertThat(page.locator("main")).containsText("you may not view");
  }

  @Test
  void a_sign_in_that_was_begun_elsewhere_says_so() {
    var page = browser.openUnknown(product, "/sign-in/back/corp?code=x&state=y");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("was not begun in this browser");
  }
}
