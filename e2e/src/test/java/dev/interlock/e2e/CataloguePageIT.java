package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page's catalogue, in a real browser: what is in force, while it changes.
@InBrowser
@Timeout(120)
class CataloguePageIT {
  private static final double LONG = 60_000;
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202Egnp.exe";
  private static final String POLICIES =
      """
      {"Name": "Naps", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep", "tokenBucket"]}},
        {"Name": "startOrEnd", "Settings": {
          "JobName": "tokenBucket", "MustArgs": {"bucket": "%s"}, "Start": true,
          "AllowedBeforeOrAfter": []}}]}
      {"Name": "Nothing", "Policies": []}
      """;

  @TempDir Path folder;
  private Product product;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    product =
        Product.in(folder)
            .write("policies.json", POLICIES.formatted("hourly"))
            .write("es.json", "{\"Name\": \"Naps\", \"Status\": \"go\"}");
    bucket("hourly", "4", "1h");
    bucket("brisk", "1", "10s");
    product.set("policies-poll", "100ms").start();
    browser = Browser.start();
  }

  private void bucket(String name, String capacity, String interval) {
    product
        .set("token-buckets.%s.capacity".formatted(name), capacity)
        .set("token-buckets.%s.refill".formatted(name), "1")
        .set("token-buckets.%s.interval".formatted(name), interval);
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

  /// Takes one token of each bucket and goes on for long.
  private void nap() {
    var request =
        WorkReq.newBuilder()
            .setName("Naps")
            .addBlocks(Block.newBuilder().addJobs(take("hourly")))
            .addBlocks(
                Block.newBuilder()
                    .setRateLimit(2)
                    .addJobs(take("brisk"))
                    .addJobs(Job.newBuilder().setName("sleep").putArgs("seconds", "600")));
    var _ = Marks.begin(product.works(), request.build());
  }

  private static Job.Builder take(String bucket) {
    return Job.newBuilder().setName("tokenBucket").putArgs("bucket", bucket);
  }

  @Test
  void shows_what_policies_are_set_to_and_by_which_entry() throws IOException {
    var page = browser.open(product, "/catalogue");

    var inForce = page.locator("table.in-force");
    assertThat(inForce.locator("tbody tr")).hasCount(3);
    assertThat(inForce).containsText("[\"sleep\", \"tokenBucket\"]");
    assertThat(inForce).containsText("{\"bucket\": \"hourly\"}");
    assertThat(inForce).containsText("policies.json");
    assertThat(inForce).containsText("entry 1 (Naps), Policies[1]");
    assertThat(inForce).containsText("works of this name are refused");
    assertThat(inForce.locator("li:has-text(\"by default\")"))
        .hasText(Pattern.compile("End: false"));
    Browser.shoot(page, "catalogue");
  }

  @Test
  void follows_a_policy_file_that_changes_breaks_and_is_mended() throws IOException {
    var page = browser.open(product, "/catalogue");
    assertThat(page.locator("table.in-force")).containsText("hourly");

    product.write("policies.json", POLICIES.formatted(HOSTILE));
    assertThat(page.locator("table.in-force")).containsText("<img src=x onerror=alert(1)>⟨U+202E⟩");
    assertThat(page.locator("main img")).hasCount(0);

    product.write("policies.json", "{\"Name\": \"%s\"}".formatted(HOSTILE));
    assertThat(page.locator(".problem")).containsText("New work is refused");
    assertThat(page.locator(".problem")).containsText("⟨U+202E⟩");
    assertThat(page.locator("table.in-force")).hasCount(0);

    product.write("policies.json", POLICIES.formatted("hourly"));
    assertThat(page.locator("table.in-force")).containsText("hourly");
    assertThat(page.locator(".problem")).hasCount(0);
  }

  @Test
  void follows_the_level_of_buckets_and_what_the_replica_runs() throws IOException {
    var page = browser.open(product, "/catalogue");
    var hourly = page.locator("table.buckets tr:has-text(\"hourly\")");
    var brisk = page.locator("table.buckets tr:has-text(\"brisk\")");
    assertThat(hourly).containsText("4 of 4");
    assertThat(hourly).containsText("it is full");
    assertThat(hourly.locator("meter")).hasJSProperty("value", 4);
    assertThat(page.locator("table.replicas tbody tr")).hasCount(1);
    assertThat(page.locator("table.replicas td[data-head='works it runs']")).hasText("0");

    nap();

    assertThat(hourly).containsText("3 of 4");
    assertThat(hourly).containsText(Pattern.compile("in (1:00:00|59:\\d\\d)"));
    assertThat(hourly.locator("meter")).hasJSProperty("value", 3);
    assertThat(page.locator("table.replicas td[data-head='works it runs']")).hasText("1");
    assertThat(page.locator("table.replicas")).containsText("it answers you");
    assertThat(brisk).containsText("0 of 1");
    assertThat(brisk).containsText(Pattern.compile("in \\d(\\.\\d s|:\\d\\d)"));
    Browser.shoot(page, "buckets");
    assertThat(brisk).containsText("1 of 1", new ContainsTextOptions().setTimeout(LONG));
    assertThat(brisk).containsText("it is full");
    assertThat(hourly).containsText("3 of 4");
  }

  @Test
  void asks_no_more_once_somebody_has_gone_on() {
    var page = browser.open(product, "/catalogue");
    page.locator("table.buckets").waitFor();
    page.locator("nav a[href=\"/\"]").click();
    page.locator(".empty").waitFor();
    var asked = new ArrayList<String>();
    page.onRequest(request -> asked.add(request.url()));

    // twice what the catalogue waits, counted in the looks of the list that is there instead
    for (int i = 0; i < 5; i++) {
      page.waitForResponse(response -> response.url().contains("/v1/works"), () -> {});
    }
    assertThat(asked).isNotEmpty().noneMatch(url -> url.contains("/v1/buckets"));
  }

  @Test
  void nothing_serious_keeps_anybody_from_using_it() {
    nap();
    var page = browser.open(product, "/catalogue");
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.locator("table.buckets meter").first().waitFor();
      page.locator("table.replicas").waitFor();

      Browser.assertNothingSerious(page, "/catalogue " + scheme);
    }
  }
}
