package dev.interlock.builtin.policy;

import static dev.interlock.builtin.policy.Erasure.SLEEP;
import static dev.interlock.builtin.policy.Erasure.TOKEN;
import static dev.interlock.builtin.policy.Erasure.VALIDATE;
import static dev.interlock.builtin.policy.Erasure.block;
import static dev.interlock.builtin.policy.Erasure.erase;
import static dev.interlock.builtin.policy.Erasure.job;
import static dev.interlock.builtin.policy.Erasure.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.builtin.policy.SameArgs.Settings;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import dev.interlock.plugin.contract.PolicyContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SameArgsTest extends PolicyContract<Settings> {
  private final SameArgs policy = new SameArgs();

  @Override
  protected Policy<Settings> policy() {
    return new SameArgs();
  }

  @Override
  protected Settings settings() {
    return new Settings(Map.of("diskErase", List.of("site"), "validateDecom", List.of("site")));
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
  void names_every_job_that_differs_from_the_first_also_in_another_block() {
    var request =
        request(
            block(VALIDATE, erase("aa00"), erase("aa01", "adg")),
            block(SLEEP, erase("aa02", "adv"), erase("aa03")));

    assertThat(policy.judge(request, settings()))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[2].args.site",
                "is 'adg', but blocks[0].jobs[0].args.site is 'aap'; they must be the same"),
            new Violation(
                "blocks[1].jobs[1].args.site",
                "is 'adv', but blocks[0].jobs[0].args.site is 'aap'; they must be the same"));
  }

  @Test
  void an_argument_listed_for_two_job_types_has_one_value_over_both() {
    var request =
        request(block(VALIDATE, TOKEN), block(erase("aa00", "adg"), erase("aa01", "adg")));

    assertThat(policy.judge(request, settings()))
        .extracting(Violation::path)
        .containsExactly("blocks[1].jobs[0].args.site", "blocks[1].jobs[1].args.site");
  }

  @Test
  void a_job_type_that_is_listed_alone_is_compared_with_itself_alone() {
    var only = new Settings(Map.of("diskErase", List.of("site")));
    var request = request(block(VALIDATE), block(erase("aa00", "adg"), erase("aa01", "adg")));

    assertThat(policy.judge(request, only)).isEmpty();
  }

  @Test
  void a_job_that_lacks_the_argument_is_a_violation_even_when_all_of_them_do() {
    var lacking = job("diskErase", Map.of("machine", "aa00"));

    assertThat(policy.judge(request(block(VALIDATE, lacking, lacking)), settings()))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[1].args.site",
                "is missing; it must be given in every job 'diskErase', letter case counts"),
            new Violation(
                "blocks[0].jobs[2].args.site",
                "is missing; it must be given in every job 'diskErase', letter case counts"));
  }

  @Test
  void letter_case_counts_in_names_and_in_values() {
    var otherName = job("diskErase", Map.of("machine", "aa00", "Site", "aap"));

    assertThat(policy.judge(request(block(VALIDATE, otherName, erase("aa01", "AAP"))), settings()))
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[1].args.site", "blocks[0].jobs[2].args.site");
  }

  @Test
  void a_listed_job_type_that_does_not_occur_is_a_violation_so_leaving_it_out_is_no_way_to_pass() {
    assertThat(policy.judge(request(block(erase("aa00", "adg"))), settings()))
        .containsExactly(
            new Violation(
                "blocks",
                "no job 'validateDecom' is in the request; the rule on its arguments needs one"));
    assertThat(policy.judge(request(), settings())).hasSize(2);
  }

  @Test
  void with_nothing_to_compare_it_refuses_everything_and_is_a_fault_of_the_configuration() {
    var none = new Settings(Map.of());

    assertThat(policy.judge(good(), none)).hasSize(1);
    assertThat(policy.lint(none, catalogue())).extracting(Violation::path).containsExactly("Jobs");
  }

  @Test
  void settings_that_name_unknown_jobs_or_arguments_are_a_fault_of_the_configuration() {
    var settings =
        new Settings(
            Map.of(
                "diskErase", List.of("site", "Site"),
                "DiskErase", List.of("site"),
                "sleep", List.of()));

    assertThat(policy.lint(settings, catalogue()))
        .containsExactly(
            new Violation(
                "Jobs.DiskErase",
                "there is no job type 'DiskErase'; letter case counts, see `interlock jobs`"),
            new Violation(
                "Jobs.diskErase[1]",
                "job type 'diskErase' has no argument 'Site'; letter case counts, it has: machine, site"),
            new Violation("Jobs.sleep", "is empty; name the arguments to compare"));
  }
}
