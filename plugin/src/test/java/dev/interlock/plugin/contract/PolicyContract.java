package dev.interlock.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What every [Policy] keeps. Extend it with a class of your own and say what to try.
///
/// @param <S> the policy's settings
public abstract class PolicyContract<S extends Record> {

  private static final int REQUESTS = 2_000;
  private static final Pattern PATH =
      Pattern.compile(
          "|labels(?:\\..+)?|blocks|blocks\\[(\\d+)](\\.(desc|rate_limit|tolerated_failures|jobs|role|condition))?"
              + "|blocks\\[(\\d+)]\\.jobs\\[(\\d+)](\\.(name|desc|args(\\..+)?))?");
  private static final Pattern CHECK_PATH =
      Pattern.compile(
          "(blocks\\[(\\d+)]\\.)?checks\\.(bypass|pre|post|continuous)\\[(\\d+)]"
              + "(\\.(name|desc|args(\\..+)?))?");

  /// A new object, as the service loader would make it.
  protected abstract Policy<S> policy();

  /// Settings that have no fault.
  protected abstract S settings();

  /// The job types that the settings name.
  protected abstract Catalogue catalogue();

  /// A request that keeps the rule. Random requests are made from its words.
  protected abstract WorkReq good();

  @Test
  void is_found_by_the_service_loader() {
    assertThat(ServiceLoader.load(Policy.class).stream().map(ServiceLoader.Provider::type))
        .contains(policy().getClass());
  }

  @Test
  void says_who_it_is() {
    assertThat(policy().name()).isNotBlank().isEqualTo(policy().name());
    assertThat(policy().purpose()).isNotBlank().doesNotContain("\n");
    assertThat(policy().settingsType()).isEqualTo(settings().getClass());
  }

  @Test
  void has_no_field_that_could_change() {
    assertThat(
            Arrays.stream(policy().getClass().getDeclaredFields())
                .filter(field -> !Modifier.isFinal(field.getModifiers())))
        .as("one object serves all requests at once, so it holds no state")
        .isEmpty();
  }

  @Test
  void finds_no_fault_in_good_settings() {
    assertThat(policy().lint(settings(), catalogue())).isEmpty();
  }

  @Test
  void lets_a_good_request_pass() {
    assertThat(judge(good())).isEmpty();
  }

  @Test
  void judges_a_request_without_blocks_and_a_block_without_jobs() {
    assertThat(judge(new WorkReq("Empty", "", List.of()))).isNotNull();
    var nothing = new Block("", 1, 0, List.of());
    assertThat(judge(new WorkReq("Empty", "", List.of(nothing)))).isNotNull();
    assertThat(judge(new WorkReq("Empty", "", List.of(nothing, nothing)))).isNotNull();
  }

  @Test
  void judges_any_request_without_an_exception_and_twice_alike() {
    for (long seed = 0; seed < REQUESTS; seed++) {
      var request = random(seed);
      assertThat(judge(request)).as("seed %d", seed).isEqualTo(judge(request));
    }
  }

  @Test
  void names_paths_that_the_request_has() {
    for (long seed = 0; seed < REQUESTS; seed++) {
      var request = random(seed);
      for (var violation : judge(request)) {
        assertThat(isIn(request, violation.path())).as("seed %d: %s", seed, violation).isTrue();
        assertThat(violation.message()).isNotBlank();
      }
    }
  }

  @Test
  void removing_an_argument_never_turns_a_refusal_into_a_pass() {
    for (long seed = 0; seed < REQUESTS; seed++) {
      var request = random(seed);
      if (judge(request).isEmpty()) {
        continue;
      }
      for (var less : RandomRequests.withOneArgumentLess(request)) {
        assertThat(judge(less)).as("seed %d: %s", seed, less).isNotEmpty();
      }
    }
  }

  @Test
  void removing_an_argument_never_has_fewer_people_approve() {
    for (long seed = 0; seed < REQUESTS; seed++) {
      var request = random(seed);
      int people = policy().approvals(request, settings()).people();
      for (var less : RandomRequests.withOneArgumentLess(request)) {
        assertThat(policy().approvals(less, settings()).people())
            .as("seed %d: %s", seed, less)
            .isGreaterThanOrEqualTo(people);
      }
    }
  }

  private List<Violation> judge(WorkReq request) {
    return policy().judge(request, settings());
  }

  private WorkReq random(long seed) {
    return new RandomRequests(good(), new SplittableRandom(seed)).next();
  }

  private static boolean isIn(WorkReq request, String path) {
    var parts = PATH.matcher(path);
    if (!parts.matches()) {
      return isCheckIn(request, path);
    }
    var blockIndex = parts.group(1) != null ? parts.group(1) : parts.group(4);
    if (blockIndex == null) {
      return true;
    }
    int block = Integer.parseInt(blockIndex);
    return block < request.blocks().size()
        && (parts.group(5) == null
            || Integer.parseInt(parts.group(5)) < request.blocks().get(block).jobs().size());
  }

  private static boolean isCheckIn(WorkReq request, String path) {
    var parts = CHECK_PATH.matcher(path);
    if (!parts.matches()) {
      return false;
    }
    var checks =
        parts.group(2) == null
            ? request.checks()
            : request.blocks().get(Integer.parseInt(parts.group(2))).checks();
    return checks.lists().stream()
        .anyMatch(list ->
            list.name().equals(parts.group(3))
                && Integer.parseInt(parts.group(4)) < list.jobs().size());
  }
}
