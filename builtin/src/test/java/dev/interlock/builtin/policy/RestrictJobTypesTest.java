package dev.interlock.builtin.policy;

import static dev.interlock.builtin.policy.Erasure.SLEEP;
import static dev.interlock.builtin.policy.Erasure.TOKEN;
import static dev.interlock.builtin.policy.Erasure.VALIDATE;
import static dev.interlock.builtin.policy.Erasure.block;
import static dev.interlock.builtin.policy.Erasure.job;
import static dev.interlock.builtin.policy.Erasure.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.builtin.policy.RestrictJobTypes.Settings;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import dev.interlock.plugin.contract.PolicyContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestrictJobTypesTest extends PolicyContract<Settings> {
  private final RestrictJobTypes policy = new RestrictJobTypes();

  @Override
  protected Policy<Settings> policy() {
    return new RestrictJobTypes();
  }

  @Override
  protected Settings settings() {
    return new Settings(List.of("validateDecom", "tokenBucket", "diskErase", "sleep"));
  }

  @Override
  protected Catalogue catalogue() {
    return Erasure.CATALOGUE;
  }

  @Override
  protected WorkReq good() {
    return Erasure.good();
  }

  @Test
  void names_every_job_of_another_type() {
    var rm = job("rm", Map.of());
    var request = request(block(VALIDATE, rm), block(), block(rm, TOKEN, SLEEP));

    assertThat(policy.judge(request, settings()))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[1].name",
                "job type 'rm' is not allowed in 'SatelliteDiskErase'; allowed: validateDecom, tokenBucket, diskErase, sleep"),
            new Violation(
                "blocks[2].jobs[0].name",
                "job type 'rm' is not allowed in 'SatelliteDiskErase'; allowed: validateDecom, tokenBucket, diskErase, sleep"));
  }

  @Test
  void sees_the_jobs_of_sequences() {
    var sequence = new Sequence("", List.of(SLEEP, job("rm", Map.of())));
    var block = new Block("", 1, Tolerance.of(0), List.of(VALIDATE), List.of(sequence));

    assertThat(policy.judge(request(block), settings()))
        .extracting(Violation::path)
        .containsExactly("blocks[0].sequences[0].jobs[1].name");
  }

  @Test
  void sees_deferred_blocks_and_every_check() {
    var rm = job("rm", Map.of());
    var block =
        block(
            new Checks(List.of(), List.of(), List.of(SLEEP, rm), List.of(), Duration.ZERO),
            Turn.DEFAULT,
            VALIDATE);

    assertThat(
            policy.judge(
                Erasure.checked(Erasure.bypass(rm), block, Erasure.deferred(Role.ALWAYS, rm)),
                settings()))
        .extracting(Violation::path)
        .containsExactly(
            "blocks[1].jobs[0].name", "checks.bypass[0].name", "blocks[0].checks.post[1].name");
  }

  @Test
  void letter_case_counts() {
    var request = request(block(job("Sleep", Map.of()), job("DISKERASE", Map.of())));

    assertThat(policy.judge(request, settings()))
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[0].name", "blocks[0].jobs[1].name");
  }

  @Test
  void an_empty_list_allows_nothing_and_is_a_fault_of_the_configuration() {
    var none = new Settings(List.of());

    assertThat(policy.judge(request(block(SLEEP)), none)).hasSize(1);
    assertThat(policy.lint(none, catalogue()))
        .extracting(Violation::path)
        .containsExactly("AllowedJobs");
  }

  @Test
  void settings_that_name_unknown_job_types_are_a_fault_of_the_configuration() {
    var settings = new Settings(List.of("sleep", "Sleep", "diskErase", "reboot"));

    assertThat(policy.lint(settings, catalogue()))
        .containsExactly(
            new Violation(
                "AllowedJobs[1]",
                "there is no job type 'Sleep'; letter case counts, see `interlock jobs`"),
            new Violation(
                "AllowedJobs[3]",
                "there is no job type 'reboot'; letter case counts, see `interlock jobs`"));
  }
}
