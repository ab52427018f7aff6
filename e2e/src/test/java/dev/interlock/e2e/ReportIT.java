package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A report, from the page to a browser that has nothing but the file.
@InBrowser
@Timeout(120)
class ReportIT {
  private static final double LONG = 60_000;

  @TempDir Path folder;

  @Test
  void a_report_is_saved_by_its_link_and_read_without_a_server() throws IOException {
    try (var product = Product.ofSample(folder);
        var browser = Browser.start()) {
      product.write("es.json", "{\"Name\": \"Marks\", \"Status\": \"go\"}\n");
      product.write(
          "policies.json",
          """
          {"Name": "Marks", "Policies": [
            {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain"]}}]}
          """);
      product.start();
      var id = marks(product);
      var page = browser.open(product, "/works/" + id);
      assertThat(page.locator("[data-state]"))
          .containsText("completed", new ContainsTextOptions().setTimeout(LONG));

      var file = save(page);
      product.kill();
      var report = browser.openFile(file);

      assertThat(file).hasFileName("interlock-%s.html".formatted(id));
      assertThat(report.locator("h1")).hasText("Marks completed");
      assertThat(report.locator(".end")).containsText("End of the report: 3 jobs");
      report.locator("summary").click();
      assertThat(report.locator("details pre")).containsText("\"appendAgain\"");
      for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        report.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        Browser.shoot(report, "report-" + scheme);
        Browser.assertNothingSerious(report, "report " + scheme);
      }
      browser.assertNoComplaints();
    }
  }

  private static String marks(Product product) {
    var block = Block.newBuilder().setRateLimit(1).setDesc("marks");
    for (int i = 0; i < 3; i++) {
      block.addJobs(Job.newBuilder().setName("appendAgain").putArgs("millis", "100"));
    }
    var request = WorkReq.newBuilder().setName("Marks").setDesc("slow").addBlocks(block).build();
    var id = product.works().submit(request).getId();
    var _ = product.works().exec(ExecReq.newBuilder().setId(id).build());
    return id;
  }

  private Path save(Page page) {
    var link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Report"));
    var download = page.waitForDownload(link::click);
    var file = folder.resolve(download.suggestedFilename());
    download.saveAs(file);
    return file;
  }
}
