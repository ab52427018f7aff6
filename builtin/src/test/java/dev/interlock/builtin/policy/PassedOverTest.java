package dev.interlock.builtin.policy;

import static dev.interlock.builtin.policy.Erasure.SLEEP;
import static dev.interlock.builtin.policy.Erasure.TOKEN;
import static dev.interlock.builtin.policy.Erasure.VALIDATE;
import static dev.interlock.builtin.policy.Erasure.block;
import static dev.interlock.builtin.policy.Erasure.bypass;
import static dev.interlock.builtin.policy.Erasure.checked;
import static dev.interlock.builtin.policy.Erasure.conditional;
import static dev.interlock.builtin.policy.Erasure.deferred;
import static dev.interlock.builtin.policy.Erasure.erase;
import static dev.interlock.builtin.policy.Erasure.job;
import static dev.interlock.builtin.policy.Erasure.pre;
import static dev.interlock.builtin.policy.Erasure.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Blocks that are deferred or may be passed over, and checks, are no way past a policy.
class PassedOverTest {
  private static final StartOrEnd.Settings START =
      new StartOrEnd.Settings("validateDecom", Map.of(), true, false, List.of("sleep"));
  private static final StartOrEnd.Settings END =
      new StartOrEnd.Settings("validateDecom", Map.of(), false, true, List.of("sleep"));
  private static final SameArgs.Settings SAME =
      new SameArgs.Settings(Map.of("validateDecom", List.of("site"), "diskErase", List.of("site")));

  /// Blocks with what a work must start or end with, that do not run in every work that completes.
  private static List<Block> uncertain() {
    return List.of(
        conditional(Condition.SOMETHING_FAILED, VALIDATE),
        conditional(Condition.NOTHING_FAILED, VALIDATE),
        block(bypass(SLEEP), Turn.DEFAULT, VALIDATE),
        deferred(Role.ON_FAILURE, VALIDATE));
  }

  private static List<String> startOrEnd(StartOrEnd.Settings settings, WorkReq request) {
    return paths(new StartOrEnd().judge(request, settings));
  }

  private static List<String> same(WorkReq request) {
    return paths(new SameArgs().judge(request, SAME));
  }

  private static List<String> paths(List<Violation> violations) {
    return violations.stream().map(Violation::path).toList();
  }

  @Test
  void a_precondition_that_may_be_passed_over_or_comes_late_is_none() {
    for (var block : uncertain()) {
      assertThat(startOrEnd(START, request(block, block(SLEEP))))
          .containsExactly("blocks[0]", "blocks[0].jobs[0]");
    }
    assertThat(startOrEnd(START, request(block(SLEEP), deferred(Role.ALWAYS, VALIDATE))))
        .containsExactly("blocks[0]", "blocks[1].jobs[0]");
    assertThat(startOrEnd(START, checked(pre(VALIDATE), block(SLEEP))))
        .containsExactly("blocks[0]");
  }

  @Test
  void what_runs_even_when_the_precondition_has_failed_counts_as_before_it() {
    var late = erase("aa00");

    assertThat(
            startOrEnd(
                START,
                request(
                    block(VALIDATE),
                    block(late),
                    deferred(Role.ON_SUCCESS, late),
                    deferred(Role.ON_FAILURE, late, SLEEP),
                    deferred(Role.ALWAYS, SLEEP, late))))
        .containsExactly("blocks[3].jobs[0].name", "blocks[4].jobs[1].name");
  }

  @Test
  void a_passed_over_block_before_the_precondition_is_looked_at_all_the_same() {
    assertThat(
            startOrEnd(
                START,
                request(conditional(Condition.NOTHING_FAILED, VALIDATE, TOKEN), block(VALIDATE))))
        .containsExactly("blocks[0].jobs[1].name");
  }

  @Test
  void an_end_that_may_be_passed_over_is_none() {
    for (var block : uncertain()) {
      assertThat(startOrEnd(END, request(block(TOKEN), block)))
          .containsExactly("blocks[1]", "blocks[1].jobs[0]");
    }
  }

  @Test
  void a_deferred_block_may_be_the_end_and_none_may_come_after_it() {
    var token = block(TOKEN);

    assertThat(startOrEnd(END, request(token, deferred(Role.ALWAYS, VALIDATE)))).isEmpty();
    assertThat(startOrEnd(END, request(token, deferred(Role.ON_SUCCESS, VALIDATE, SLEEP))))
        .isEmpty();
    assertThat(startOrEnd(END, request(token, block(VALIDATE), deferred(Role.ON_SUCCESS, TOKEN))))
        .containsExactly("blocks[2].jobs[0].name");
    assertThat(startOrEnd(END, request(token, block(VALIDATE), deferred(Role.ALWAYS, TOKEN))))
        .containsExactly("blocks[2].jobs[0].name");
  }

  @Test
  void what_runs_after_a_failure_needs_the_end_after_it() {
    var token = block(TOKEN);
    var end = block(VALIDATE);
    var repair = deferred(Role.ON_FAILURE, TOKEN);

    assertThat(startOrEnd(END, request(token, end, repair)))
        .containsExactly("blocks[2].jobs[0].name");
    assertThat(startOrEnd(END, request(token, end, repair, deferred(Role.ALWAYS, VALIDATE))))
        .isEmpty();
    assertThat(startOrEnd(END, request(token, end, repair, deferred(Role.ON_FAILURE, VALIDATE))))
        .isEmpty();
    assertThat(startOrEnd(END, request(token, end, deferred(Role.ON_FAILURE, VALIDATE), repair)))
        .containsExactly("blocks[3].jobs[0].name");
    assertThat(startOrEnd(END, request(token, end, deferred(Role.ON_FAILURE, SLEEP)))).isEmpty();
  }

  @Test
  void arguments_are_the_same_in_deferred_blocks_and_in_checks_too() {
    var other = job("validateDecom", Map.of("site", "adg", "type", "satellite"));

    assertThat(
            same(
                checked(
                    pre(other),
                    block(VALIDATE),
                    block(bypass(other), Turn.DEFAULT, erase("aa00")),
                    block(erase("aa01")),
                    deferred(Role.ON_FAILURE, erase("aa02", "adg")))))
        .containsExactly(
            "blocks[3].jobs[0].args.site",
            "checks.pre[0].args.site",
            "blocks[1].checks.bypass[0].args.site");
  }

  @Test
  void a_job_that_is_only_where_it_is_passed_over_is_left_out() {
    for (var block : uncertain()) {
      assertThat(same(request(block, block(erase("aa00"))))).containsExactly("blocks");
    }
    assertThat(same(checked(pre(VALIDATE), block(erase("aa00"))))).containsExactly("blocks");
    assertThat(same(request(block(VALIDATE), block(erase("aa00"))))).isEmpty();
  }
}
