package dev.interlock.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the page does with labels, in a real browser.
class LabelsPageIT extends PageScenario {

  private String labelled(Map<String, String> labels) {
    var job = Job.newBuilder().setName("sleep").putArgs("seconds", "0");
    var request =
        WorkReq.newBuilder()
            .setName("Marks")
            .addBlocks(Block.newBuilder().addJobs(job))
            .putAllLabels(labels);
    return product.works().submit(request.build()).getId();
  }

  @Test
  void works_are_found_by_their_labels_which_are_shown_and_never_run() {
    var hostile = "\"><img src=x onerror=alert(1)> & \\ more";
    var storage = labelled(Map.of("team", "storage", "ticket", "CHG-1", "note", hostile));
    labelled(Map.of("team", "storage"));
    labelled(Map.of("team", "network"));
    var page = browser.open(product, "/");
    var rows = page.locator("table.works tbody tr");
    assertThat(rows).hasCount(3);

    Browser.assertNothingSerious(page, "labels");
    page.locator("input[name=labels]").fill("team=storage ticket");
    press(page, "Show");
    assertThat(rows).hasCount(1);
    assertThat(page.locator(".labels button")).hasCount(3);
    page.locator(".labels button").filter(new Locator.FilterOptions().setHasText("team")).focus();
    page.keyboard().press("Enter");
    assertThat(rows).hasCount(2);
    assertThat(page.locator("input[name=labels]")).hasValue("team=storage");
    page.locator(".labels button").filter(new Locator.FilterOptions().setHasText("note")).click();
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("img src=x onerror=alert(1)");
    page.reload();
    assertThat(rows).hasCount(1);
    page.locator("input[name=labels]").fill("Team");
    press(page, "Show");
    assertThat(page.locator(".problem")).containsText("is no label");
    page.navigate("http://%s/works/%s".formatted(product.address(), storage));

    assertThat(page.locator("dd.labels .label")).hasCount(3);
    assertThat(page.locator("dd.labels")).containsText("ticket=CHG-1");
    assertThat(page.locator("dd.labels")).containsText("<img src=x onerror=alert(1)> &");
    assertThat(page.locator("main img")).hasCount(0);
  }
}
