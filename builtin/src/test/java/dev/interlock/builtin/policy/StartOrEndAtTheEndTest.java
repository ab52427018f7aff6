package dev.interlock.builtin.policy;

import static dev.interlock.builtin.policy.Erasure.SLEEP;
import static dev.interlock.builtin.policy.Erasure.TOKEN;
import static dev.interlock.builtin.policy.Erasure.VALIDATE;
import static dev.interlock.builtin.policy.Erasure.block;
import static dev.interlock.builtin.policy.Erasure.erase;
import static dev.interlock.builtin.policy.Erasure.job;
import static dev.interlock.builtin.policy.Erasure.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.builtin.policy.StartOrEnd.Settings;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import dev.interlock.plugin.contract.PolicyContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartOrEndAtTheEndTest extends PolicyContract<Settings> {
  private final StartOrEnd policy = new StartOrEnd();

  @Override
  protected Policy<Settings> policy() {
    return new StartOrEnd();
  }

  @Override
  protected Settings settings() {
    return new Settings(
        "validateDecom", Map.of("type", "satellite"), false, true, List.of("sleep"));
  }

  @Override
  protected Catalogue catalogue() {
    return Erasure.CATALOGUE;
  }

  @Override
  protected WorkReq good() {
    return request(block(TOKEN), block(erase("aa00"), erase("aa01")), block(VALIDATE, SLEEP));
  }

  @Test
  void allowed_jobs_may_run_after_and_beside_it() {
    assertThat(judge(request(block(VALIDATE)))).isEmpty();
    assertThat(judge(request(block(TOKEN), block(VALIDATE, SLEEP), block(SLEEP)))).isEmpty();
  }

  @Test
  void any_other_job_after_or_beside_it_is_named() {
    var request = request(block(VALIDATE, TOKEN), block(VALIDATE, TOKEN), block(SLEEP, TOKEN));

    assertThat(judge(request))
        .containsExactly(
            new Violation(
                "blocks[1].jobs[1].name",
                "'tokenBucket' may not run after or beside the job 'validateDecom' (type=satellite); allowed there: only sleep"),
            new Violation(
                "blocks[2].jobs[1].name",
                "'tokenBucket' may not run after or beside the job 'validateDecom' (type=satellite); allowed there: only sleep"));
  }

  @Test
  void an_end_without_it_is_a_violation_at_the_last_block() {
    var cluster = job("validateDecom", Map.of("site", "aap", "type", "cluster"));

    assertThat(judge(request(block(TOKEN), block(cluster))))
        .extracting(Violation::path)
        .containsExactly("blocks[1]", "blocks[1].jobs[0].args.type");
    assertThat(judge(request())).extracting(Violation::path).containsExactly("blocks");
  }

  @Test
  void empty_blocks_after_it_do_no_harm() {
    assertThat(judge(request(block(VALIDATE), block(), block()))).isEmpty();
  }

  private List<Violation> judge(WorkReq request) {
    return policy.judge(request, settings());
  }
}
