package dev.interlock.examples.diskerase.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.examples.diskerase.site.Inventory;
import dev.interlock.plugin.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sample's plan against configs/policies.json: it passes, and whatever is tampered with is
/// refused with its path.
class SamplePoliciesTest {
  private final Inventory inventory = Inventory.read(Path.of("data"));
  private final SamplePolicies policies = new SamplePolicies();

  SamplePoliciesTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(strings = {"aap", "adg", "adv"})
  void the_plan_of_the_client_passes(String site) {
    assertThat(policies.judge(ErasePlan.workReq(inventory, site))).isEmpty();
  }

  @Test
  void the_settings_fit_the_job_types() {
    assertThat(policies.lint()).isEmpty();
  }

  @Test
  void the_emergency_stop_lets_the_sample_run_and_its_bucket_is_configured() throws Exception {
    assertThat(Files.readString(SamplePolicies.CONFIGS.resolve("es.json")))
        .isEqualToIgnoringWhitespace("{\"Name\": \"SatelliteDiskErase\", \"Status\": \"go\"}");
    assertThat(Files.readString(SamplePolicies.CONFIGS.resolve("interlock.json")))
        .contains("\"diskEraseSatellite\"");
  }

  @Test
  void machines_of_two_sites_are_refused() {
    assertThat(refused(plan -> plan.getBlocksBuilder(3).getJobsBuilder(1).putArgs("site", "adg")))
        .containsExactly("blocks[3].jobs[1].args.site");
  }

  @Test
  void checking_one_site_and_erasing_another_is_refused() {
    var paths = refused(plan -> plan.getBlocksBuilder(0).getJobsBuilder(0).putArgs("site", "adg"));

    assertThat(paths).hasSize(50).contains("blocks[1].jobs[0].args.site");
  }

  @Test
  void a_removed_precondition_is_refused() {
    assertThat(refused(plan -> plan.getBlocksBuilder(0).removeJobs(0)))
        .contains("blocks[0]", "blocks");
    assertThat(refused(plan -> plan.getBlocksBuilder(0).removeJobs(1)))
        .containsExactly("blocks[0]");
    assertThat(refused(plan -> plan.removeBlocks(0))).contains("blocks[0]");
  }

  @Test
  void a_changed_order_is_refused() {
    assertThat(refused(plan -> plan.addBlocks(plan.getBlocks(0)).removeBlocks(0)))
        .contains("blocks[0].jobs[0].name", "blocks[9].jobs[4].name");
    assertThat(refused(plan -> plan.getBlocksBuilder(0).addJobs(plan.getBlocks(1).getJobs(0))))
        .containsOnly("blocks[0].jobs[2].name");
  }

  @Test
  void an_unknown_job_is_refused() {
    assertThat(
            refused(plan -> plan.getBlocksBuilder(5).addJobs(Job.newBuilder().setName("reboot"))))
        .containsExactly("blocks[5].jobs[6].name");
  }

  @Test
  void an_argument_in_another_letter_case_is_refused() {
    assertThat(
            refused(plan ->
                plan.getBlocksBuilder(2)
                    .getJobsBuilder(0)
                    .removeArgs("site")
                    .putArgs("Site", "aap")))
        .contains("blocks[2].jobs[0].args.site", "blocks[2].jobs[0].args.Site");
    assertThat(refused(plan -> plan.getBlocksBuilder(2).getJobsBuilder(0).putArgs("site", "AAP")))
        .containsExactly("blocks[2].jobs[0].args.site");
  }

  @Test
  void other_preconditions_than_the_policies_demand_are_refused() {
    assertThat(
            refused(plan -> plan.getBlocksBuilder(0).getJobsBuilder(1).putArgs("fatal", "false")))
        .contains("blocks[0].jobs[1].args.fatal");
    assertThat(
            refused(plan -> plan.getBlocksBuilder(0).getJobsBuilder(1).putArgs("bucket", "mine")))
        .contains("blocks[0].jobs[1].args.bucket");
    assertThat(
            refused(plan -> plan.getBlocksBuilder(0).getJobsBuilder(0).putArgs("type", "cluster")))
        .contains("blocks[0].jobs[0].args.type");
    assertThat(refused(plan -> plan.getBlocksBuilder(0).setToleratedFailures(2)))
        .containsOnly("blocks[0].tolerated_failures");
  }

  @Test
  void a_request_without_blocks_is_refused() {
    assertThat(refused(WorkReq.Builder::clearBlocks)).contains("blocks");
  }

  @Test
  void without_any_one_of_its_arguments_the_plan_is_refused() {
    var plan = ErasePlan.workReq(inventory, "aap");
    for (int block = 0; block < plan.getBlocksCount(); block++) {
      for (int job = 0; job < plan.getBlocks(block).getJobsCount(); job++) {
        for (var arg : plan.getBlocks(block).getJobs(job).getArgsMap().keySet()) {
          var less = plan.toBuilder();
          less.getBlocksBuilder(block).getJobsBuilder(job).removeArgs(arg);

          assertThat(policies.judge(less.build()))
              .extracting(Violation::path)
              .contains("blocks[%d].jobs[%d].args.%s".formatted(block, job, arg));
        }
      }
    }
  }

  private List<String> refused(Consumer<WorkReq.Builder> tamper) {
    var plan = ErasePlan.workReq(inventory, "aap").toBuilder();
    tamper.accept(plan);
    var violations = policies.judge(plan.build());
    assertThat(violations).isNotEmpty().allSatisfy(one -> assertThat(one.message()).isNotBlank());
    return violations.stream().map(Violation::path).toList();
  }
}
