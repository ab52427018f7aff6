package dev.interlock.builtin.policy;

import static dev.interlock.builtin.policy.Erasure.SLEEP;
import static dev.interlock.builtin.policy.Erasure.TOKEN;
import static dev.interlock.builtin.policy.Erasure.VALIDATE;
import static dev.interlock.builtin.policy.Erasure.block;
import static dev.interlock.builtin.policy.Erasure.erase;
import static dev.interlock.builtin.policy.Erasure.job;
import static dev.interlock.builtin.policy.Erasure.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.builtin.policy.StartOrEnd.Settings;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import dev.interlock.plugin.contract.PolicyContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// With `Start`; see [StartOrEndAtTheEndTest] for `End`.
class StartOrEndTest extends PolicyContract<Settings> {
  private final StartOrEnd policy = new StartOrEnd();

  @Override
  protected Policy<Settings> policy() {
    return new StartOrEnd();
  }

  @Override
  protected Settings settings() {
    return new Settings(
        "tokenBucket",
        Map.of("bucket", "b", "fatal", "true"),
        true,
        false,
        List.of("validateDecom"));
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
  void allowed_jobs_may_run_before_and_beside_it() {
    assertThat(judge(request(block(TOKEN, VALIDATE), block(SLEEP)))).isEmpty();
    assertThat(judge(request(block(VALIDATE), block(TOKEN), block(SLEEP)))).isEmpty();
    assertThat(judge(request(block(TOKEN, TOKEN), block(TOKEN, SLEEP)))).isEmpty();
  }

  @Test
  void any_other_job_before_or_beside_it_is_named() {
    var request = request(block(SLEEP), block(VALIDATE, TOKEN, erase("aa00")), block(SLEEP));

    assertThat(judge(request))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[0].name",
                "'sleep' may not run before or beside the job 'tokenBucket' (bucket=b, fatal=true); allowed there: only validateDecom"),
            new Violation(
                "blocks[1].jobs[2].name",
                "'diskErase' may not run before or beside the job 'tokenBucket' (bucket=b, fatal=true); allowed there: only validateDecom"));
  }

  @Test
  void the_same_job_type_with_other_arguments_is_not_it() {
    var waiting = job("tokenBucket", Map.of("bucket", "b", "fatal", "false"));

    assertThat(judge(request(block(VALIDATE, waiting), block(SLEEP))))
        .containsExactly(
            new Violation(
                "blocks[0]",
                "the work must start with the job 'tokenBucket' (bucket=b, fatal=true), which is not in the request"),
            new Violation("blocks[0].jobs[1].args.fatal", "is 'false'; it must be 'true'"));
    assertThat(judge(request(block(waiting), block(TOKEN))))
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[0].name");
  }

  @Test
  void a_missing_argument_is_not_made_up_for_by_a_default_or_by_another_letter_case() {
    var lacking = job("tokenBucket", Map.of("Bucket", "b", "fatal", "True"));

    assertThat(judge(request(block(lacking))))
        .extracting(Violation::toString)
        .contains(
            "blocks[0].jobs[0].args.bucket: is missing; it must be 'b', letter case counts",
            "blocks[0].jobs[0].args.fatal: is 'True'; it must be 'true'");
  }

  @Test
  void a_request_without_blocks_or_jobs_is_refused() {
    assertThat(judge(request())).extracting(Violation::path).containsExactly("blocks");
    assertThat(judge(request(block(), block())))
        .extracting(Violation::path)
        .containsExactly("blocks[0]");
  }

  @Test
  void empty_blocks_before_it_do_no_harm() {
    assertThat(judge(request(block(), block(TOKEN)))).isEmpty();
  }

  @Test
  void a_precondition_whose_failure_is_tolerated_is_none() {
    var tolerant = new Block("", 2, 1, List.of(VALIDATE, TOKEN));

    assertThat(judge(request(tolerant, tolerant)))
        .containsExactly(
            new Violation(
                "blocks[0].tolerated_failures",
                "is 1; it must be 0 up to the block of the job 'tokenBucket' (bucket=b, fatal=true), which the work must start with"));
  }

  @Test
  void without_required_arguments_any_job_of_the_type_will_do() {
    var any = new Settings("sleep", Map.of(), true, false, List.of());

    assertThat(policy.judge(request(block(SLEEP), block(TOKEN)), any)).isEmpty();
    assertThat(policy.judge(request(block(TOKEN), block(SLEEP)), any))
        .containsExactly(
            new Violation(
                "blocks[0].jobs[0].name",
                "'tokenBucket' may not run before or beside the job 'sleep'; allowed there: no other jobs"));
  }

  @Test
  void removing_the_demanded_job_never_helps() {
    assertThat(judge(request(block(SLEEP, TOKEN), block(TOKEN)))).isNotEmpty();
    assertThat(judge(request(block(SLEEP), block(TOKEN)))).isNotEmpty();
    assertThat(judge(request(block(SLEEP)))).isNotEmpty();
  }

  @Test
  void exactly_one_of_start_and_end_is_true() {
    assertThatThrownBy(() -> new Settings("sleep", Map.of(), true, true, List.of()))
        .hasMessage("Start is true and End is true; exactly one of them must be true");
    assertThatThrownBy(() -> new Settings("sleep", Map.of(), false, false, List.of()))
        .hasMessage("Start is false and End is false; exactly one of them must be true");
  }

  @Test
  void settings_that_do_not_fit_the_job_types_are_a_fault_of_the_configuration() {
    var wrongArgs =
        new Settings(
            "tokenBucket",
            Map.of("Bucket", "b", "fatal", "yes"),
            true,
            false,
            List.of("validateDecom", "reboot"));
    var wrongJob = new Settings("TokenBucket", Map.of("x", "y"), true, false, List.of());

    assertThat(policy.lint(wrongArgs, catalogue()))
        .containsExactly(
            new Violation(
                "MustArgs.Bucket",
                "job type 'tokenBucket' has no argument 'Bucket'; letter case counts, it has: bucket, fatal"),
            new Violation("MustArgs.fatal", "must be true or false"),
            new Violation(
                "AllowedBeforeOrAfter[1]",
                "there is no job type 'reboot'; letter case counts, see `interlock jobs`"));
    assertThat(policy.lint(wrongJob, catalogue()))
        .extracting(Violation::path)
        .containsExactly("JobName");
  }

  private List<Violation> judge(WorkReq request) {
    return policy.judge(request, settings());
  }
}
