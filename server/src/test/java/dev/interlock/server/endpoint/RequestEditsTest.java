package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.OnBreach;
import dev.interlock.api.v1.Role;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEditsTest {
  /// Three blocks; the jobs of the last are `a` to `e`, then a sequence of `x` and `y`.
  private static final WorkReq STORED =
      WorkReq.newBuilder()
          .setName("Erase")
          .setDesc("erase aap")
          .setToleratedFailures(3)
          .putLabels("team", "storage")
          .putLabels("site", "ams1")
          .addBlocks(Block.newBuilder().setDesc("first").setRateLimit(1).addJobs(job("start")))
          .addBlocks(Block.newBuilder().setDesc("second").setRateLimit(2).addJobs(job("middle")))
          .addBlocks(
              Block.newBuilder()
                  .setDesc("third")
                  .setRateLimit(3)
                  .addJobs(job("a"))
                  .addJobs(job("b"))
                  .addJobs(job("c"))
                  .addJobs(job("d"))
                  .addJobs(job("e"))
                  .addSequences(Sequence.newBuilder().addJobs(job("x")).addJobs(job("y"))))
          .build();

  private static Job job(String name) {
    return Job.newBuilder().setName(name).putArgs("site", "aap").putArgs("dotted.key", "1").build();
  }

  @Test
  void no_edits_change_nothing() {
    assertThat(edited()).isEqualTo(STORED);
  }

  @Test
  void sets_fields_wherever_they_are_under_either_form_of_their_names() {
    var expected = STORED.toBuilder().setDesc("again").setToleratedFailures(0);
    expected.setToleratedPercent(5).setName("Other");
    expected.getBlocksBuilder(0).setRateLimit(7).setStrictTolerance(true);
    expected.getBlocksBuilder(1).setMaxConsecutiveFailures(2);
    expected.getBlocksBuilder(2).getJobsBuilder(4).setDesc("a=b; c.d[0]");
    expected.getBlocksBuilder(2).getSequencesBuilder(0).getJobsBuilder(1).setName("z");

    assertThat(
            edited(
                set("desc", "again"),
                set("tolerated_failures", "0"),
                set("toleratedPercent", "5"),
                set("name", "Other"),
                set("blocks[0].rate_limit", "7"),
                set("blocks[0].strictTolerance", "true"),
                set("blocks[1].max_consecutive_failures", "2"),
                set("blocks[2].jobs[4].desc", "a=b; c.d[0]"),
                set("blocks[2].sequences[0].jobs[1].name", "z")))
        .isEqualTo(expected.build());
  }

  @Test
  void sets_changes_and_adds_entries_of_maps_also_under_keys_with_dots() {
    var expected = STORED.toBuilder();
    expected
        .getBlocksBuilder(2)
        .getJobsBuilder(1)
        .putArgs("site", "adg")
        .putArgs("dotted.key", "")
        .putArgs("new.one[2]", "n");

    assertThat(
            edited(
                set("blocks[2].jobs[1].args.site", "adg"),
                set("blocks[2].jobs[1].args.dotted.key", ""),
                set("blocks[2].jobs[1].args.new.one[2]", "n")))
        .isEqualTo(expected.build());
  }

  @Test
  void sets_and_removes_labels_one_by_one_and_all_of_them() {
    assertThat(
            edited(set("labels.team", "net=work"), remove("labels.site"), set("labels.a/b.c", "d"))
                .getLabelsMap())
        .containsOnly(Map.entry("team", "net=work"), Map.entry("a/b.c", "d"));
    assertThat(edited(remove("labels")).getLabelsMap()).isEmpty();
    assertThat(problems(remove("labels.ticket"), set("labels", "x")))
        .containsExactly(
            "edits[0].path: labels.ticket is not there, so there is nothing to remove",
            "edits[1].path: labels has entries; set them one by one, as labels.KEY");
  }

  @Test
  void makes_edits_in_their_order() {
    assertThat(edited(set("desc", "one"), set("desc", "two")).getDesc()).isEqualTo("two");
    assertThat(edited(remove("desc"), set("desc", "two")).getDesc()).isEqualTo("two");
    assertThat(edited(set("desc", "one"), remove("desc")).getDesc()).isEmpty();
    var args = "blocks[0].jobs[0].args";
    assertThat(edited(remove(args), set(args + ".k", "v")).getBlocks(0).getJobs(0).getArgsMap())
        .containsOnlyKeys("k");
    assertThat(
            edited(remove(args + ".site"), set(args + ".site", "v"))
                .getBlocks(0)
                .getJobs(0)
                .getArgsMap())
        .containsEntry("site", "v");
  }

  @Test
  void several_removals_mean_the_elements_of_the_stored_request_in_any_order() {
    for (var edits :
        List.of(
            List.of(remove("blocks[2].jobs[0]"), remove("blocks[2].jobs[1]"), lastRemoval()),
            List.of(lastRemoval(), remove("blocks[2].jobs[0]"), remove("blocks[2].jobs[1]")),
            List.of(lastRemoval(), remove("blocks[2].jobs[1]"), remove("blocks[2].jobs[0]")))) {
      assertThat(edited(edits.toArray(Edit[]::new)).getBlocks(2).getJobsList())
          .extracting(Job::getName)
          .containsExactly("c", "d");
    }
  }

  private static Edit lastRemoval() {
    return remove("blocks[2].jobs[4]");
  }

  @Test
  void places_stay_those_of_the_stored_request_whatever_was_removed_before() {
    var result =
        edited(
            remove("blocks[0]"),
            remove("blocks[2].jobs[0]"),
            set("blocks[2].jobs[1].desc", "is b"),
            set("blocks[1].desc", "is second"),
            remove("blocks[2].sequences[0].jobs[0]"));

    assertThat(result.getBlocksList())
        .extracting(Block::getDesc)
        .containsExactly("is second", "third");
    assertThat(result.getBlocks(1).getJobs(0))
        .isEqualTo(job("b").toBuilder().setDesc("is b").build());
    assertThat(result.getBlocks(1).getSequences(0).getJobsList()).containsExactly(job("y"));
  }

  @Test
  void removes_entries_fields_and_whole_lists() {
    var result =
        edited(
            remove("tolerated_failures"),
            remove("blocks[0].jobs[0].args.dotted.key"),
            remove("blocks[1].jobs[0].args"),
            remove("blocks[2].jobs[0]"),
            remove("blocks[2].sequences"),
            remove("tolerated_percent"));

    assertThat(result.hasToleratedFailures()).isFalse();
    assertThat(result.getBlocks(0).getJobs(0).getArgsMap()).containsOnlyKeys("site");
    assertThat(result.getBlocks(1).getJobs(0).getArgsMap()).isEmpty();
    assertThat(result.getBlocks(2).getSequencesList()).isEmpty();
    assertThat(result.getBlocks(2).getJobsList())
        .extracting(Job::getName)
        .containsExactly("b", "c", "d", "e");
  }

  @Test
  void everything_that_a_request_can_say_can_be_edited() {
    var result =
        edited(
            set("on_breach", "ON_BREACH_PAUSE"),
            set("deadline", "3600s"),
            set("checks.interval", "30s"),
            set("blocks[0].rate.starts", "5"),
            set("blocks[0].ramp.bake", "1.5s"),
            set("blocks[0].role", "ROLE_ALWAYS"),
            set("blocks[0].jobs[0].retries", "2"),
            remove("blocks[1].checks"));

    assertThat(result.getOnBreach()).isEqualTo(OnBreach.ON_BREACH_PAUSE);
    assertThat(result.getDeadline().getSeconds()).isEqualTo(3_600);
    assertThat(result.getChecks().getInterval().getSeconds()).isEqualTo(30);
    assertThat(result.getBlocks(0).getRate().getStarts()).isEqualTo(5);
    assertThat(Durations.toMillis(result.getBlocks(0).getRamp().getBake())).isEqualTo(1_500);
    assertThat(result.getBlocks(0).getRole()).isEqualTo(Role.ROLE_ALWAYS);
    assertThat(result.getBlocks(0).getJobs(0).getRetries()).isEqualTo(2);
    assertThat(result.getBlocks(1).hasChecks()).isFalse();
  }

  @Test
  void a_list_can_go_after_some_of_it_went() {
    assertThat(edited(remove("blocks[1]"), remove("blocks")).getBlocksList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                       | "" is no path; write it as blocks[2].jobs[7].args.site
          .desc                    | ".desc" is no path; write it as blocks[2].jobs[7].args.site
          blocks[0].               | "blocks[0]." is no path; write it as blocks[2].jobs[7].args.site
          blocks[0]..desc          | ".desc" is no path; write it as blocks[2].jobs[7].args.site
          blocks[x].desc           | "blocks[x].desc" is no path; write it as blocks[2].jobs[7].args.site
          blocks[-1]               | "blocks[-1]" is no path; write it as blocks[2].jobs[7].args.site
          blocks[00]               | "blocks[00]" is no path; write it as blocks[2].jobs[7].args.site
          blocks[9999999999]       | "blocks[9999999999]" is no path; write it as blocks[2].jobs[7].args.site
          blocks[0][0]             | "blocks[0][0]" is no path; write it as blocks[2].jobs[7].args.site
          blocks [0]               | "blocks [0]" is no path; write it as blocks[2].jobs[7].args.site
          dsc                      | the request has no field "dsc"; did you mean "desc"?; there are name, desc, blocks, tolerated_failures, tolerated_percent, on_breach, checks, deadline, labels
          request_id               | the request has no field "request_id"; there are name, desc, blocks, tolerated_failures, tolerated_percent, on_breach, checks, deadline, labels
          requestId                | the request has no field "requestId"; there are name, desc, blocks, tolerated_failures, tolerated_percent, on_breach, checks, deadline, labels
          blocks[2].jobs[0].arg.x  | blocks[2].jobs[0] has no field "arg"; did you mean "args"?; there are name, desc, args, retries
          blocks[3].desc           | blocks[3] is not there: blocks[0] to blocks[2] are
          blocks[2].jobs[5]        | blocks[2].jobs[5] is not there: blocks[2].jobs[0] to blocks[2].jobs[4] are
          blocks[0].sequences[0]   | blocks[0].sequences[0] is not there: blocks[0].sequences is empty
          blocks.desc              | blocks is a list; say which, as blocks[0].desc
          desc[0]                  | desc is no list; leave out [0]
          desc.length              | desc is a text; there is nothing below it
          tolerated_failures.x     | tolerated_failures is a number; there is nothing below it
          blocks[0].strict_tolerance.x | blocks[0].strict_tolerance is true or false; there is nothing below it
          blocks[0].jobs[0].args[0] | blocks[0].jobs[0].args is no list; leave out [0]
          """)
  void says_what_is_wrong_with_a_path(String path, String problem) {
    assertThat(problems(set(path, "1"))).containsExactly("edits[0].path: " + problem);
    assertThat(problems(remove(path))).containsExactly("edits[0].path: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blocks                | blocks is a list; say which, as blocks[0]
          blocks[1]             | blocks[1] has fields; set them one by one
          blocks[0].jobs[0].args | blocks[0].jobs[0].args has entries; set them one by one, as blocks[0].jobs[0].args.KEY
          """)
  void sets_only_what_is_one_value(String path, String problem) {
    assertThat(problems(set(path, "1"))).containsExactly("edits[0].path: " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1.0", "1e3", "one", "99999999999", "0x1", " 1"})
  void refuses_numbers_that_are_none(String text) {
    assertThat(problems(set("blocks[0].rate_limit", text)))
        .containsExactly(
            "edits[0].set: \"%s\" is not right; it must be a whole number from -2147483648 to 2147483647"
                .formatted(text));
  }

  @Test
  void refuses_to_remove_an_argument_that_is_not_there() {
    assertThat(problems(remove("blocks[0].jobs[0].args.sit")))
        .containsExactly(
            "edits[0].path: blocks[0].jobs[0].args.sit is not there, so there is nothing to remove");
  }

  @Test
  void refuses_to_touch_what_an_edit_before_has_removed() {
    assertThat(
            problems(
                remove("blocks[1]"),
                set("blocks[1].desc", "x"),
                remove("blocks[1]"),
                remove("blocks[2].jobs"),
                set("blocks[2].jobs[0].desc", "x"),
                remove("blocks[2].jobs")))
        .containsExactly(
            "edits[1].path: blocks[1] is removed by edits[0]",
            "edits[2].path: blocks[1] is removed by edits[0]",
            "edits[4].path: blocks[2].jobs is removed by edits[3]",
            "edits[5].path: blocks[2].jobs is removed by edits[3]");
  }

  @Test
  void tells_every_bad_edit_at_once() {
    assertThat(
            problems(
                set("desc", "fine"),
                set("dsc", "x"),
                set("blocks[0].strict_tolerance", "yes"),
                remove("blocks[7]")))
        .extracting(line -> line.substring(0, 13))
        .containsExactly("edits[1].path", "edits[2].set:", "edits[3].path");
  }

  @Test
  void reads_every_kind_of_value_that_a_field_can_have() {
    var status =
        StatusReq.newBuilder().setView(StatusView.STATUS_VIEW_SUMMARY); // has what WorkReq lacks
    assertThat(make(status, set("view", "STATUS_VIEW_FULL"), set("wait_until_ended", "1.5s")))
        .isEmpty();
    assertThat(status.getView()).isEqualTo(StatusView.STATUS_VIEW_FULL);
    assertThat(Durations.toMillis(status.getWaitUntilEnded())).isEqualTo(1_500);
    assertThat(make(status, remove("wait_until_ended"))).isEmpty();
    assertThat(status.hasWaitUntilEnded()).isFalse();

    var answer = StatusResp.newBuilder();
    assertThat(
            make(
                answer,
                set("seq", "9999999999"),
                set("created", "2026-11-23T05:00:00Z"),
                set("counts.failed", "2")))
        .isEmpty();
    assertThat(answer.getSeq()).isEqualTo(9_999_999_999L);
    assertThat(answer.getCreated().getSeconds()).isEqualTo(1_795_410_000);
    assertThat(answer.getCounts().getFailed()).isEqualTo(2);
  }

  @Test
  void says_what_a_value_must_be() {
    assertThat(make(StatusReq.newBuilder(), set("view", "full"), set("wait_until_ended", "soon")))
        .extracting(Violation::toString)
        .containsExactly(
            "edits[0].set: \"full\" is not right; it must be one of STATUS_VIEW_UNSPECIFIED, STATUS_VIEW_SUMMARY, STATUS_VIEW_FULL",
            "edits[1].set: \"soon\" is not right; it must be a duration in seconds, like 10s or 0.5s");
    assertThat(
            make(
                StatusResp.newBuilder(),
                set("created", "today"),
                set("had_errors", "TRUE"),
                set("counts", "2"),
                set("created.seconds", "1")))
        .extracting(Violation::toString)
        .containsExactly(
            "edits[0].set: \"today\" is not right; it must be a point in time, like 2026-11-23T05:00:00Z",
            "edits[1].set: \"TRUE\" is not right; it must be true or false",
            "edits[2].path: counts has fields; set them one by one",
            "edits[3].path: created is a point in time; there is nothing below it");
  }

  @Test
  void edits_lists_of_single_values() {
    var job = JobStatus.newBuilder().addAllOutput(List.of("a", "b", "c"));
    assertThat(make(job, remove("output[0]"), set("output[1]", "B"))).isEmpty();
    assertThat(job.getOutputList()).containsExactly("B", "c");
    assertThat(make(job, set("output[0].x", "B"), set("output[5]", "")))
        .extracting(Violation::message)
        .containsExactly(
            "output[0] is a text; there is nothing below it",
            "output[5] is not there: output[0] to output[1] are");

    var list = ListReq.newBuilder().addStates(WorkState.WORK_STATE_RUNNING);
    assertThat(make(list, set("states[0]", "WORK_STATE_PAUSED"))).isEmpty();
    assertThat(list.getStatesList()).containsExactly(WorkState.WORK_STATE_PAUSED);
  }

  @Test
  void removing_below_what_is_not_there_does_not_bring_it_about() {
    var answer = StatusResp.newBuilder();
    assertThat(make(answer, remove("counts.failed")))
        .extracting(Violation::message)
        .containsExactly("counts is not there, so there is nothing to remove");
    assertThat(answer.hasCounts()).isFalse();
  }

  @Test
  void refuses_edits_that_say_nothing_or_are_too_many() {
    var unknown = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    assertThat(
            checked(
                List.of(
                    Edit.newBuilder().setPath("desc").build(),
                    Edit.newBuilder().setPath("desc").setRemove(false).build(),
                    set("desc", "").toBuilder()
                        .setUnknownFields(
                            UnknownFieldSet.newBuilder().addField(99, unknown).build())
                        .build(),
                    set("desc", ""))))
        .extracting(Violation::path)
        .containsExactly("edits[0]", "edits[1].remove", "edits[2]");
    assertThat(checked(Collections.nCopies(1_000, set("desc", "x")))).isEmpty();
    assertThat(checked(Collections.nCopies(1_001, set("desc", "x"))))
        .extracting(Violation::toString)
        .containsExactly("edits: has 1001; at most 1000 in a call");
  }

  @Test
  void a_thousand_removals_of_ten_thousand_jobs_are_made_in_one_pass() {
    var stored = WorkReq.newBuilder();
    stored.addBlocks(Block.newBuilder().addAllJobs(Collections.nCopies(10_000, job("a"))));
    var edits = new ArrayList<Edit>();
    for (int at = 0; at < 1_000; at++) {
      edits.add(remove("blocks[0].jobs[%d]".formatted(at * 10)));
    }

    assertThat(RequestEdits.make(edits, stored)).isEmpty();

    assertThat(stored.getBlocks(0).getJobsCount()).isEqualTo(9_000);
  }

  private static Edit set(String path, String value) {
    return Edit.newBuilder().setPath(path).setSet(value).build();
  }

  private static Edit remove(String path) {
    return Edit.newBuilder().setPath(path).setRemove(true).build();
  }

  private static WorkReq edited(Edit... edits) {
    var request = STORED.toBuilder();
    assertThat(make(request, edits)).isEmpty();
    return request.build();
  }

  private static List<String> problems(Edit... edits) {
    return make(STORED.toBuilder(), edits).stream().map(Violation::toString).toList();
  }

  private static List<Violation> make(Message.Builder request, Edit... edits) {
    return RequestEdits.make(List.of(edits), request);
  }

  private static List<Violation> checked(List<Edit> edits) {
    var problems = new ArrayList<Violation>();
    RequestEdits.check(edits, problems);
    return problems;
  }
}
