package dev.interlock.examples.diskerase.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeSitesTest {
  private static final Path COMMITTED = Path.of("data");

  @TempDir Path folder;

  @Test
  void makes_the_files_that_come_with_the_sample() throws Exception {
    MakeSites.into(folder);

    for (var file : List.of("sites.json", "machines.json")) {
      assertThat(folder.resolve(file))
          .as("run `bin/diskerase generate examples/diskerase/data` and commit")
          .hasSameTextualContentAs(COMMITTED.resolve(file));
    }
  }

  @Test
  void makes_a_hundred_sites_every_third_a_satellite_with_fifty_machines() throws Exception {
    MakeSites.into(folder);

    var sites = Files.readAllLines(folder.resolve("sites.json"));
    assertThat(sites).hasSize(100);
    assertThat(sites.get(0))
        .isEqualTo("{\"Name\":\"aaa\",\"Type\":\"satellite\",\"Status\":\"inService\"}");
    assertThat(sites.get(15))
        .isEqualTo("{\"Name\":\"aap\",\"Type\":\"satellite\",\"Status\":\"decom\"}");
    assertThat(sites.get(26))
        .isEqualTo("{\"Name\":\"aba\",\"Type\":\"cluster\",\"Status\":\"inService\"}");
    assertThat(sites.get(99))
        .isEqualTo("{\"Name\":\"adv\",\"Type\":\"satellite\",\"Status\":\"decom\"}");
    assertThat(sites.stream().filter(line -> line.contains("decom"))).hasSize(3);
    var machines = Files.readAllLines(folder.resolve("machines.json"));
    assertThat(machines).hasSize(34 * 50);
    assertThat(machines.get(0)).isEqualTo("{\"Name\":\"aa00\",\"Site\":\"aaa\"}");
    assertThat(machines.get(49)).isEqualTo("{\"Name\":\"ae09\",\"Site\":\"aaa\"}");
  }

  @Test
  void what_it_makes_can_be_read_and_has_three_satellites_to_erase() throws Exception {
    MakeSites.into(folder);

    var inventory = Inventory.read(folder);

    for (var site : List.of("aap", "adg", "adv")) {
      assertThat(inventory.whyNotErase(site, SiteType.SATELLITE)).isEmpty();
      assertThat(inventory.machinesAt(site)).hasSize(50);
    }
    assertThat(inventory.whyNotErase("aaa", SiteType.SATELLITE)).isPresent();
    assertThat(inventory.machinesAt("aab")).isEmpty();
  }
}
