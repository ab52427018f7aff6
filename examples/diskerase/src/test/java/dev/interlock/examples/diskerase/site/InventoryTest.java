package dev.interlock.examples.diskerase.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  private static final String AAP =
      """
      {"Name":"aap","Type":"satellite","Status":"decom"}
      """;

  @TempDir Path folder;

  @Test
  void knows_the_machines_of_a_site_in_alphabetical_order() throws Exception {
    write(
        AAP,
        """
        {"Name":"ab00","Site":"aap"}
        {"Name":"aa01","Site":"aap"}
        """);

    var inventory = Inventory.read(folder);

    assertThat(inventory.machinesAt("aap"))
        .containsExactly(new Machine("aa01", "aap"), new Machine("ab00", "aap"));
    assertThat(inventory.machine("aa01.aap")).isPresent();
    assertThat(inventory.machine("aa01.aaq")).isEmpty();
  }

  @Test
  void says_why_a_site_may_not_be_erased() throws Exception {
    write(
        AAP
            + """
            {"Name":"aaa","Type":"satellite","Status":"inService"}
            {"Name":"aab","Type":"cluster","Status":"decom"}
            """,
        "");

    var inventory = Inventory.read(folder);

    assertThat(inventory.whyNotErase("aap", SiteType.SATELLITE)).isEmpty();
    assertThat(inventory.whyNotErase("aaa", SiteType.SATELLITE))
        .contains("site aaa is inService; only the disks of a site in decom may be erased");
    assertThat(inventory.whyNotErase("aab", SiteType.SATELLITE))
        .contains("site aab is a cluster, not a satellite");
    assertThat(inventory.whyNotErase("zzz", SiteType.SATELLITE)).contains("there is no site 'zzz'");
    assertThat(inventory.whyNotErase("aab")).isEmpty();
    assertThat(inventory.whyNotErase("zzz")).contains("there is no site 'zzz'");
  }

  @Test
  void tells_every_wrong_line_with_its_place_at_once() throws Exception {
    write(
        AAP
            + """
            {"Name":"aaq","Type":"satellite","Status":"decom","Owner":"me"}
            {"Name":"aar","Type":"Satellite","Status":"decom"}
            {"Name":"aas","Type":"satellite"}
            {"Name":"aat","Type":"satellite","Status":1}
            {"Name":"aau","Name":"aav","Type":"satellite","Status":"decom"}
            {"Name":"AAX","Type":"satellite","Status":"decom"}

            not JSON
            {"Name":"aay","Type":"satellite","Status":"decom"} more
            {"Name":"aap","Type":"cluster","Status":"decom"}
            """,
        """
        {"Name":"aa00","Site":"zzz"}
        {"Name":"aa01","Site":"aap"}
        {"Name":"aa01","Site":"aap"}
        {"Name":1,"Site":"aap"}
        """);

    assertThatThrownBy(() -> Inventory.read(folder))
        .isInstanceOf(BadInventory.class)
        .message()
        .contains("sites.json:2: unknown field \"Owner\"")
        .contains("sites.json:3: ")
        .contains("sites.json:4: ")
        .contains("sites.json:5: ")
        .contains("sites.json:6: Duplicate field 'Name'")
        .contains("sites.json:7: Name is \"AAX\"; a site has three letters, a to z")
        .contains("sites.json:8: ")
        .contains("sites.json:9: ")
        .contains("sites.json:10: ")
        .contains("sites.json:11: site aap is there twice")
        .contains("machines.json:1: there is no site \"zzz\"")
        .contains("machines.json:3: machine aa01.aap is there twice")
        .contains("machines.json:4: ")
        .doesNotContain("sites.json:1:", "machines.json:2:");
  }

  @Test
  void missing_files_are_told_by_name() {
    assertThatThrownBy(() -> Inventory.read(folder))
        .isInstanceOf(BadInventory.class)
        .hasMessageContaining("sites.json")
        .hasMessageContaining("machines.json");
  }

  @Test
  void an_interrupt_while_reading_is_not_taken_for_a_bad_file() throws Exception {
    write(AAP, "");

    Thread.currentThread().interrupt();

    assertThat(Inventory.read(folder).site("aap")).isPresent();
    assertThat(Thread.interrupted()).isTrue();
  }

  private void write(String sites, String machines) throws IOException {
    Files.writeString(folder.resolve("sites.json"), sites);
    Files.writeString(folder.resolve("machines.json"), machines);
  }
}
