package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A report, from the page to a browser that has nothing but the file.
class ReportIT extends PageScenario {

  @Test
  void a_report_is_saved_by_its_link_and_read_without_a_server() throws IOException {
    var id = marks(3, 100);
    var page = browser.open(product, "/works/" + id);
    awaitState(page, "completed");

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
  }

  private Path save(Page page) {
    var link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Report"));
    var download = page.waitForDownload(link::click);
    var file = folder.resolve(download.suggestedFilename());
    download.saveAs(file);
    return file;
  }
}
