package dev.interlock.examples.diskerase.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.examples.diskerase.site.Inventory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasePlanTest {
  private final Inventory inventory = Inventory.read(Path.of("data"));

  @Test
  void begins_with_the_preconditions_one_after_the_other() {
    var request = ErasePlan.workReq(inventory, "aap");

    assertThat(request.getName()).isEqualTo("SatelliteDiskErase");
    var first = request.getBlocks(0);
    assertThat(first.getDesc()).isEqualTo("pre-conditions");
    assertThat(first.getRateLimit()).isEqualTo(1);
    assertThat(first.getJobsList())
        .extracting(Job::getName)
        .containsExactly("validateDecom", "tokenBucket");
    assertThat(first.getJobs(0).getArgsMap()).isEqualTo(Map.of("site", "aap", "type", "satellite"));
    assertThat(first.getJobs(1).getArgsMap())
        .isEqualTo(Map.of("bucket", "diskEraseSatellite", "fatal", "true"));
  }

  @Test
  void erases_five_machines_at_a_time_with_a_pause_after_all_but_the_last_five() {
    var blocks = ErasePlan.workReq(inventory, "aap").getBlocksList();

    assertThat(blocks).hasSize(11);
    for (var block : blocks.subList(1, 10)) {
      assertThat(block.getRateLimit()).isEqualTo(5);
      assertThat(block.getJobsList())
          .extracting(Job::getName)
          .containsExactly(
              "diskErase", "diskErase", "diskErase", "diskErase", "diskErase", "sleep");
      assertThat(block.getJobs(5).getArgsMap()).isEqualTo(Map.of("seconds", "60"));
    }
    assertThat(blocks.getLast().getJobsList())
        .extracting(Job::getName)
        .containsExactly("diskErase", "diskErase", "diskErase", "diskErase", "diskErase");
    assertThat(blocks).extracting(Block::getToleratedFailures).containsOnly(0);
  }

  @Test
  void names_every_machine_of_the_site_once_in_alphabetical_order() {
    var erased =
        ErasePlan.workReq(inventory, "adg").getBlocksList().stream()
            .flatMap(block -> block.getJobsList().stream())
            .filter(job -> job.getName().equals("diskErase"))
            .toList();

    assertThat(erased)
        .extracting(job -> job.getArgsOrThrow("site"))
        .containsOnly("adg")
        .hasSize(50);
    assertThat(erased)
        .extracting(job -> job.getArgsOrThrow("machine"))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void says_why_a_site_is_not_to_be_erased() {
    assertThat(ErasePlan.whyNot(inventory, "aap")).isEmpty();
    assertThat(ErasePlan.whyNot(inventory, "aab"))
        .contains("site aab is a cluster, not a satellite");
    assertThat(ErasePlan.whyNot(inventory, "aaa"))
        .contains("site aaa is inService; only the disks of a site in decom may be erased");
    assertThat(ErasePlan.whyNot(inventory, "")).contains("there is no site ''");
  }

  @Test
  void a_site_without_machines_is_refused_and_not_taken_for_done(@TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("sites.json"),
        "{\"Name\":\"aap\",\"Type\":\"satellite\",\"Status\":\"decom\"}");
    Files.writeString(folder.resolve("machines.json"), "");

    assertThat(ErasePlan.whyNot(Inventory.read(folder), "aap"))
        .contains("site aap has no machines");
  }

  @Test
  void a_site_with_few_machines_has_a_last_block_of_what_is_left(@TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("sites.json"),
        "{\"Name\":\"aap\",\"Type\":\"satellite\",\"Status\":\"decom\"}");
    Files.writeString(
        folder.resolve("machines.json"),
        String.join(
            "\n",
            List.of("aa00", "aa01", "aa02", "aa03", "aa04", "aa05").stream()
                .map("{\"Name\":\"%s\",\"Site\":\"aap\"}"::formatted)
                .toList()));

    assertThat(ErasePlan.workReq(Inventory.read(folder), "aap").getBlocksList())
        .extracting(Block::getJobsCount)
        .containsExactly(2, 6, 1);
  }
}
