package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A secret that a job tells is not on the page: F81.
@InBrowser
@Timeout(120)
class SecretsPageIT {
  @Test
  void a_secret_that_a_job_tells_is_not_on_the_page(@TempDir Path folder) throws Exception {
    try (var product = SecretsIT.startedIn(folder);
        var browser = Browser.start()) {
      var id = SecretsIT.tellIn(product);

      var page = browser.open(product, "/works/" + id);

      assertThat(page.locator(".jobs tbody .says")).containsText("[secret]");
      assertThat(page.content()).doesNotContain(SecretsIT.FORMS);
      browser.assertNoComplaints();
    }
  }
}
