package dev.interlock.engine.admit;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.work.Plans;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a request must be whatever the policies say.
class RequestChecksTest {
  private static final RequestLimits LIMITS = RequestLimits.DEFAULTS;

  private static List<Violation> check(WorkReq request) {
    return RequestChecks.ofValues(request, LIMITS);
  }

  private static WorkReq named(String name) {
    return new WorkReq(name, "", List.of(block("job")));
  }

  private static WorkReq with(Job job) {
    return new WorkReq("Drill", "", List.of(new Block("", 1, 0, List.of(job))));
  }

  @Test
  void a_request_in_order_has_no_violation() {
    assertThat(check(Plans.work(block("job", "job"), block("job")))).isEmpty();
    assertThat(check(new WorkReq("a", "lines\nand\ttabs, Ω 火 🚀", List.of(block("job")))))
        .isEmpty();
  }

  @Test
  void the_name_that_stands_for_every_work_is_no_name_of_a_work() {
    assertThat(check(named("all"))).extracting(Violation::path).containsExactly("name");
    assertThat(check(named("allTogether"))).isEmpty();
  }

  @Test
  void a_request_without_blocks_is_refused() {
    assertThat(check(Plans.work())).extracting(Violation::path).containsExactly("blocks");
  }

  @Test
  void a_block_without_jobs_is_refused_by_its_path() {
    assertThat(check(Plans.work(block("job"), block())))
        .containsExactly(
            new Violation("blocks[1].jobs", "is empty; a block needs at least one job"));
  }

  @Test
  void ten_thousand_jobs_are_allowed_and_one_more_is_not() {
    assertThat(check(Plans.work(block(1, 0, 10_000, "job")))).isEmpty();
    assertThat(check(Plans.work(block(1, 0, 10_000, "job"), block("job"))))
        .extracting(Violation::toString)
        .containsExactly("blocks: have 10001 jobs together; at most 10000 a work");
  }

  @Test
  void more_blocks_than_allowed_are_refused() {
    var request = new WorkReq("Drill", "", Collections.nCopies(10_001, block("job")));

    assertThat(check(request)).extracting(Violation::path).containsOnly("blocks").hasSize(2);
  }

  @Test
  void more_jobs_at_once_than_allowed_are_refused() {
    assertThat(check(Plans.work(block(1_000, 0, "job")))).isEmpty();
    assertThat(check(Plans.work(block(1_001, 0, "job"))))
        .containsExactly(new Violation("blocks[0].rate_limit", "is 1001; at most 1000"));
  }

  @Test
  void names_are_plain_and_short() {
    for (var good : List.of("a", "9", "SatelliteDiskErase", "a.b_c-d", "x".repeat(64))) {
      assertThat(check(named(good))).as(good).isEmpty();
    }
    var bad =
        List.of(
            "",
            " ",
            "a b",
            "a/b",
            ".a",
            "-a",
            "_a",
            "é",
            "a\n",
            "a\u0000",
            "x".repeat(65),
            "\ud800");
    for (var name : bad) {
      assertThat(check(named(name))).as(name).extracting(Violation::path).containsExactly("name");
      assertThat(check(with(Plans.job(name))))
          .as(name)
          .extracting(Violation::path)
          .containsExactly("blocks[0].jobs[0].name");
    }
  }

  @Test
  void a_violation_shows_what_was_written_safely() {
    assertThat(check(named("a\u001b[2Jb\ud800")).getFirst().message())
        .startsWith("is \"a\\u001b[2Jb\\ud800\"; it must be");
    var long_ = check(named("🚀".repeat(100))).getFirst().message();
    assertThat(long_).startsWith("is \"" + "🚀".repeat(80) + "…\"");
  }

  @Test
  void control_characters_and_half_characters_are_refused_in_every_text() {
    for (var bad :
        List.of("a\u0000b", "\u0007", "\r", "\u009b", "half \ud83d", "\udc00 other half")) {
      assertThat(check(new WorkReq("Drill", bad, List.of(block("job")))))
          .extracting(Violation::path)
          .containsExactly("desc");
      assertThat(check(Plans.work(new Block(bad, 1, 0, List.of(Plans.job("job"))))))
          .extracting(Violation::path)
          .containsExactly("blocks[0].desc");
      assertThat(check(with(new Job("job", bad, Map.of()))))
          .extracting(Violation::path)
          .containsExactly("blocks[0].jobs[0].desc");
      assertThat(check(with(Plans.job("job", "site", bad))))
          .extracting(Violation::path)
          .containsExactly("blocks[0].jobs[0].args.site");
    }
  }

  @Test
  void texts_are_no_longer_than_allowed() {
    assertThat(check(new WorkReq("Drill", "x".repeat(4_096), List.of(block("job"))))).isEmpty();
    assertThat(check(new WorkReq("Drill", "x".repeat(4_097), List.of(block("job")))))
        .containsExactly(new Violation("desc", "has 4097 characters; at most 4096"));
    assertThat(check(with(Plans.job("job", "site", "x".repeat(4_097)))))
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[0].args.site");
  }

  @Test
  void arguments_are_few_and_well_named() {
    var args = new HashMap<String, String>();
    for (int i = 0; i < 64; i++) {
      args.put("arg" + i, "x");
    }
    assertThat(check(with(new Job("job", "", args)))).isEmpty();
    args.put("arg64", "x");
    assertThat(check(with(new Job("job", "", args))))
        .containsExactly(new Violation("blocks[0].jobs[0].args", "has 65 arguments; at most 64"));
    assertThat(check(with(Plans.job("job", "a b\u0000", "x"))).getFirst().toString())
        .startsWith("blocks[0].jobs[0].args: has a name that is not")
        .endsWith("\"a b\\u0000\"");
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    var request =
        new WorkReq(
            "bad name",
            "\u0000",
            List.of(
                new Block("\u0001", 2_000, 0, List.of()),
                new Block("", 1, 0, List.of(new Job("?", "\u0002", Map.of("a", "\u0003"))))));

    assertThat(check(request))
        .extracting(Violation::path)
        .containsExactly(
            "name",
            "desc",
            "blocks[0].desc",
            "blocks[0].rate_limit",
            "blocks[0].jobs",
            "blocks[1].jobs[0].name",
            "blocks[1].jobs[0].desc",
            "blocks[1].jobs[0].args.a");
  }

  private static WorkReq labelled(Map<String, String> labels) {
    return new WorkReq(
        "Drill", "", List.of(block("job")), Tolerance.UNSAID, Checks.NONE, Duration.ZERO, labels);
  }

  @Test
  void labels_have_plain_keys_and_values_of_one_line() {
    for (var key : List.of("a", "9", "team", "example.org/cost-centre_2", "k".repeat(63))) {
      assertThat(check(labelled(Map.of(key, "")))).as(key).isEmpty();
    }
    for (var value : List.of("CHG-1234", "Ann Lee", "a=b, c", "<b>Ω 火 🚀</b>", "v".repeat(255))) {
      assertThat(check(labelled(Map.of("a", value)))).as(value).isEmpty();
    }
    for (var key : List.of("", "Team", "a b", "-a", "_a", "é", "a=b", "a\u0000", "k".repeat(64))) {
      assertThat(check(labelled(Map.of(key, "x"))))
          .as(key)
          .extracting(Violation::toString)
          .singleElement()
          .asString()
          .startsWith(
              "labels: has a key that is not 1 to 63 lower-case letters a to z, digits, '.', '_', '/' or"
                  + " '-', the first a letter or digit: \"");
    }
    for (var bad :
        List.of("a\nb", "\t", "\u0000", "\u009b", "\u202egnp", "\u200b", "\u2028", "\ud83d")) {
      assertThat(check(labelled(Map.of("site", bad))))
          .extracting(Violation::path)
          .containsExactly("labels.site");
    }
  }

  @Test
  void what_is_wrong_with_labels_is_said_at_once_and_says_the_limit() {
    var labels = new HashMap<String, String>();
    for (int i = 0; i < 32; i++) {
      labels.put("label" + i, "x");
    }
    assertThat(check(labelled(labels))).isEmpty();
    labels.put("label32", "x");
    assertThat(check(labelled(labels)))
        .containsExactly(new Violation("labels", "has 33 labels; at most 32"));
    assertThat(
            check(
                labelled(
                    Map.of("a", "x".repeat(256), "b", "\u001b[2J", "no key\u0007", "", "c", "ok"))))
        .extracting(Violation::toString)
        .containsExactly(
            "labels.a: has 256 characters; at most 255",
            "labels.b: has the character U+001B, which nobody sees",
            "labels: has a key that is not 1 to 63 lower-case letters a to z, digits, '.', '_', '/' or"
                + " '-', the first a letter or digit: \"no key\\u0007\"");
  }

  @Test
  void sequences_are_checked_like_single_jobs() {
    var types = JobTypes.of(List.of(registered(ScriptedJob.quick("known"))));
    var request =
        Plans.work(
            Plans.sequences(
                1,
                Plans.sequence("known", "gone"),
                new Sequence("bell\u0007", List.of()),
                Plans.sequence("not a name")));

    assertThat(check(request))
        .extracting(Violation::path)
        .containsExactly(
            "blocks[0].sequences[1].desc",
            "blocks[0].sequences[1].jobs",
            "blocks[0].sequences[2].jobs[0].name");
    assertThat(RequestChecks.ofJobs(request, types))
        .extracting(Violation::path)
        .containsExactly(
            "blocks[0].sequences[0].jobs[1].name", "blocks[0].sequences[2].jobs[0].name");
  }

  @Test
  void jobs_in_sequences_count_too() {
    var sequence = new Sequence("", Collections.nCopies(10_000, Plans.job("job")));

    assertThat(check(Plans.work(Plans.sequences(1, sequence)))).isEmpty();
    assertThat(check(Plans.work(Plans.sequences(1, sequence, Plans.sequence("job")))))
        .extracting(Violation::path)
        .containsExactly("blocks");
  }

  @Test
  void every_job_is_checked_against_its_job_type() {
    var types = JobTypes.of(List.of(registered(ScriptedJob.quick("known"))));
    var request =
        Plans.work(
            block("known", "gone"),
            new Block(
                "",
                1,
                0,
                List.of(Plans.job("known", "tag", "ok"), Plans.job("known", "site", "aap"))),
            block("Known"));

    assertThat(RequestChecks.ofJobs(request, types))
        .extracting(Violation::toString)
        .containsExactly(
            "blocks[0].jobs[1].name: there is no job type \"gone\"; `interlock jobs` lists them",
            "blocks[1].jobs[1].args.site: is not an argument of job type 'known', which has only tag",
            "blocks[2].jobs[0].name: there is no job type \"Known\"; `interlock jobs` lists them");
  }

  private static RegisteredJobType registered(ScriptedJob job) {
    return job.registered(java.util.Set.of());
  }

  @Test
  void a_list_too_long_to_be_read_is_cut_and_counted() {
    var many = Collections.nCopies(250, new Violation("blocks", "no"));

    assertThat(RequestChecks.readable(many)).hasSize(101).last().hasToString("and 150 more");
    assertThat(RequestChecks.readable(many.subList(0, 100))).hasSize(100);
  }
}
