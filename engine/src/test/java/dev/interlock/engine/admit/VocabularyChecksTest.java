package dev.interlock.engine.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.plugin.Arg;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Retries;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The limits on what a request can say besides its jobs, and which jobs may be checks.
class VocabularyChecksTest {
  private static final Job LOOK = new Job("look", "", Map.of());
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// A job type that is only asked what it says of itself.
  private record Declared(JobSpec spec) implements JobType {
    static Declared of(String name, Effect effect, int retries) {
      var most = new Retries(retries, Duration.ZERO, 1, Duration.ZERO, 0);
      var url = Arg.optional("url", Arg.text(), "for the test");
      return new Declared(
          new JobSpec(name, "", List.of(url), List.of(), effect, Duration.ofSeconds(1), most));
    }

    RegisteredJobType registered() {
      var environment = ScriptedJob.quick("any").registered(Set.of()).environment();
      return new RegisteredJobType(this, environment, "the test");
    }

    @Override
    public Outcome run(JobContext context, Args args) {
      throw new IllegalStateException("bug: nobody runs it");
    }
  }

  private static final JobTypes TYPES =
      JobTypes.of(
          List.of(
              Declared.of("look", Effect.none("seen"), 0).registered(),
              Declared.of("act", new Effect("done", "it", CrashClass.IDEMPOTENT), 3).registered(),
              Declared.of("once", new Effect("done", "it", CrashClass.ONCE), 0).registered()));

  private static List<String> check(WorkReq request) {
    return RequestChecks.ofValues(request, RequestLimits.DEFAULTS).stream()
        .map(Violation::toString)
        .toList();
  }

  private static List<String> checkJobs(WorkReq request) {
    return RequestChecks.ofJobs(request, TYPES).stream().map(Violation::toString).toList();
  }

  private static WorkReq work(Block... blocks) {
    return new WorkReq("Drill", "", List.of(blocks));
  }

  private static WorkReq work(Checks checks, Duration deadline, Block... blocks) {
    return new WorkReq("Drill", "", List.of(blocks), Tolerance.UNSAID, checks, deadline);
  }

  private static Block block(Pace pace, Checks checks, Turn turn) {
    return new Block("", pace, Tolerance.of(0), List.of(LOOK), List.of(), checks, turn);
  }

  private static Block plain() {
    return block(Pace.of(1), Checks.NONE, Turn.DEFAULT);
  }

  private static Block turned(Turn turn) {
    return block(Pace.of(1), Checks.NONE, turn);
  }

  private static Block deferred(Role role) {
    return turned(Turn.of(role));
  }

  private static Block checked(Checks checks) {
    return block(Pace.of(1), checks, Turn.DEFAULT);
  }

  private static WorkReq rated(int starts, Duration interval) {
    return work(
        block(new Pace(1, new Rate(starts, interval), Ramp.NONE), Checks.NONE, Turn.DEFAULT));
  }

  private static WorkReq ramped(List<Share> waves, Duration bake) {
    return work(
        block(new Pace(1, Rate.UNLIMITED, new Ramp(waves, bake)), Checks.NONE, Turn.DEFAULT));
  }

  private static WorkReq timed(Duration entrance, Duration exit, Duration deadline) {
    return work(turned(new Turn(Role.FORWARD, Condition.ALWAYS, entrance, exit, deadline)));
  }

  private static Checks pre(int count, Job job) {
    var jobs = Collections.nCopies(count, job);
    return new Checks(List.of(), jobs, List.of(), List.of(), Duration.ZERO);
  }

  private static Checks continuous(List<Job> jobs, Duration interval) {
    return new Checks(List.of(), List.of(), List.of(), jobs, interval);
  }

  @Test
  void delays_are_at_most_a_day() {
    assertThat(check(timed(DAY, DAY, Duration.ZERO))).isEmpty();
    assertThat(check(timed(DAY.plusMillis(1), DAY.plusSeconds(1), Duration.ZERO)))
        .containsExactly(
            "blocks[0].entrance_delay: is 86400.001 s; it must be 0 s to 24 h",
            "blocks[0].exit_delay: is 86401 s; it must be 0 s to 24 h");
  }

  @Test
  void deadlines_are_from_a_second_to_thirty_days() {
    var most = Duration.ofDays(30);
    for (var good : List.of(Duration.ZERO, SECOND, most)) {
      assertThat(check(timed(Duration.ZERO, Duration.ZERO, good))).isEmpty();
      assertThat(check(work(Checks.NONE, good, plain()))).isEmpty();
    }
    for (var bad : List.of(SECOND.minusMillis(1), most.plusMillis(1))) {
      assertThat(check(timed(Duration.ZERO, Duration.ZERO, bad)))
          .singleElement()
          .asString()
          .startsWith("blocks[0].deadline: is ")
          .endsWith(" s; it must be 1 s to 30 days");
      assertThat(check(work(Checks.NONE, bad, plain())))
          .singleElement()
          .asString()
          .startsWith("deadline: is ");
    }
  }

  @Test
  void rates_have_their_limits() {
    assertThat(check(rated(1, SECOND))).isEmpty();
    assertThat(check(rated(10_000, DAY))).isEmpty();
    assertThat(check(rated(10_001, DAY.plusMillis(1))))
        .containsExactly(
            "blocks[0].rate.starts: is 10001; it must be 1 to 10000",
            "blocks[0].rate.interval: is 86400.001 s; it must be 1 s to 24 h");
    assertThat(check(rated(0, Duration.ZERO)))
        .containsExactly(
            "blocks[0].rate.starts: is 0; it must be 1 to 10000",
            "blocks[0].rate.interval: is 0 s; it must be 1 s to 24 h");
  }

  @Test
  void ramps_have_their_limits() {
    var most = List.of(Share.count(1), Share.count(100_000), Share.percent(1), Share.percent(100));
    assertThat(check(ramped(most, DAY))).isEmpty();
    assertThat(check(ramped(Collections.nCopies(20, Share.count(1)), DAY))).isEmpty();
    assertThat(check(ramped(Collections.nCopies(21, Share.count(1)), DAY.plusMillis(1))))
        .containsExactly(
            "blocks[0].ramp.waves: has 21 waves; it must have 1 to 20, and the last one repeats",
            "blocks[0].ramp.bake: is 86400.001 s; it must be 0 s to 24 h");
    assertThat(check(ramped(List.of(), SECOND)))
        .containsExactly(
            "blocks[0].ramp.waves: has 0 waves; it must have 1 to 20, and the last one repeats");
    for (var bad : List.of(Share.count(0), Share.count(100_001), Share.percent(101))) {
      assertThat(check(ramped(List.of(Share.count(1), bad), SECOND)))
          .containsExactly(
              "blocks[0].ramp.waves[1]: is %s; it must be a number of sequences, 1 to 100000, or a percentage, 1%% to 100%%"
                  .formatted(bad));
    }
  }

  @Test
  void deferred_blocks_come_after_forward_ones_of_which_there_is_one() {
    assertThat(
            check(
                work(
                    plain(),
                    plain(),
                    deferred(Role.ALWAYS),
                    deferred(Role.ON_FAILURE),
                    deferred(Role.ON_SUCCESS))))
        .isEmpty();
    assertThat(check(work(plain(), deferred(Role.ALWAYS), plain(), plain())))
        .hasSize(2)
        .allMatch(problem -> problem.contains("is FORWARD after the deferred blocks[1]; put"));
    assertThat(check(work(deferred(Role.ALWAYS), deferred(Role.ON_SUCCESS))))
        .containsExactly(
            "blocks: are all deferred; at least one must be FORWARD, which is the default");
  }

  @Test
  void only_forward_blocks_have_conditions() {
    for (var role : Role.values()) {
      var turn =
          new Turn(role, Condition.NOTHING_FAILED, Duration.ZERO, Duration.ZERO, Duration.ZERO);
      var problems = check(work(plain(), turned(turn)));
      if (role.isDeferred()) {
        assertThat(problems)
            .singleElement()
            .asString()
            .startsWith("blocks[1].condition: is NOTHING_FAILED, and the role " + role);
      } else {
        assertThat(problems).isEmpty();
      }
    }
  }

  @Test
  void twenty_checks_of_a_kind_are_allowed_and_one_more_is_not() {
    assertThat(check(work(pre(20, LOOK), Duration.ZERO, checked(pre(20, LOOK))))).isEmpty();
    assertThat(check(work(pre(21, LOOK), Duration.ZERO, checked(pre(21, LOOK)))))
        .containsExactly(
            "checks.pre: has 21 checks; at most 20",
            "blocks[0].checks.pre: has 21 checks; at most 20");
  }

  @Test
  void so_many_checks_that_nobody_looks_at_them_are_refused() {
    var blocks = Collections.nCopies(500, checked(pre(20, LOOK))).toArray(Block[]::new);

    assertThat(check(work(blocks))).isEmpty();
    assertThat(check(work(pre(1, LOOK), Duration.ZERO, blocks)))
        .containsExactly("checks: are 10001 with those of the blocks; at most 10000 a work");
    assertThat(
            RequestChecks.isTooLarge(
                work(pre(1, LOOK), Duration.ZERO, blocks), RequestLimits.DEFAULTS))
        .isTrue();
  }

  @Test
  void continuous_checks_have_an_interval_of_a_second_to_an_hour_and_only_they() {
    var one = List.of(LOOK);
    assertThat(check(work(checked(continuous(one, SECOND))))).isEmpty();
    assertThat(check(work(checked(continuous(one, Duration.ofHours(1)))))).isEmpty();
    assertThat(check(work(checked(continuous(one, Duration.ofHours(1).plusSeconds(1))))))
        .containsExactly("blocks[0].checks.interval: is 3601 s; it must be 1 s to 1 h");
    assertThat(check(work(checked(continuous(one, Duration.ZERO)))))
        .containsExactly("blocks[0].checks.interval: is 0 s; it must be 1 s to 1 h");
    assertThat(check(work(continuous(List.of(), SECOND), Duration.ZERO, plain())))
        .containsExactly(
            "checks.interval: is that of continuous checks, and there are none; leave it out or add a check");
  }

  @Test
  void a_check_has_the_texts_of_any_job() {
    var bad = new Job("?", "\u0007", Map.of("url", "\u0000"));

    assertThat(check(work(checked(pre(1, bad)))))
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactly(
            "blocks[0].checks.pre[0].name",
            "blocks[0].checks.pre[0].desc",
            "blocks[0].checks.pre[0].args.url");
  }

  @Test
  void a_work_pauses_only_on_a_breach_that_there_can_be() {
    var pause = Tolerance.of(1).with(OnBreach.PAUSE);

    assertThat(check(new WorkReq("Drill", "", List.of(plain()), pause))).isEmpty();
    assertThat(
            check(
                new WorkReq("Drill", "", List.of(plain()), Tolerance.UNSAID.with(OnBreach.PAUSE))))
        .singleElement()
        .asString()
        .startsWith("on_breach: says what follows when more fail than is tolerated");
  }

  @Test
  void a_check_is_of_a_type_without_side_effects_and_is_checked_like_any_job() {
    var wrong = new Job("look", "", Map.of("uri", "x"));
    var act = new Job("act", "", Map.of());
    var gone = new Job("gone", "", Map.of());
    var bypass = new Checks(List.of(act), List.of(), List.of(), List.of(), Duration.ZERO);
    var post = new Checks(List.of(), List.of(), List.of(LOOK, gone), List.of(), Duration.ZERO);

    assertThat(checkJobs(work(bypass, Duration.ZERO, checked(pre(1, wrong)), checked(post))))
        .containsExactly(
            "checks.bypass[0].name: job type 'act' does not declare itself free of side effects, so it cannot be a check; `interlock jobs describe` tells which do",
            "blocks[0].checks.pre[0].args.uri: is not an argument of job type 'look', which has only url",
            "blocks[1].checks.post[1].name: there is no job type \"gone\"; `interlock jobs` lists them");
  }

  @Test
  void retries_are_at_most_what_the_job_type_allows() {
    assertThat(checkJobs(retrying("act", 3))).isEmpty();
    assertThat(checkJobs(retrying("look", 0))).isEmpty();
    assertThat(checkJobs(retrying("act", 4)))
        .containsExactly("blocks[0].jobs[0].retries: is 4; job type 'act' allows at most 3");
    assertThat(checkJobs(retrying("look", 1)))
        .containsExactly("blocks[0].jobs[0].retries: is 1; job type 'look' allows none");
    assertThat(checkJobs(retrying("once", 1)))
        .containsExactly(
            "blocks[0].jobs[0].retries: is 1; job type 'once' allows none, for what it does may not be done twice (its crash class is ONCE)");
  }

  private static WorkReq retrying(String type, int retries) {
    return work(new Block("", 1, 0, List.of(new Job(type, "", Map.of(), retries))));
  }
}
