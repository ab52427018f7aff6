package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.reason;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a call of a verb is said all at once, and nothing is done.
class VerbRefusalsTest {
  private static final String UNKNOWN_ID = "0198c7aa-1111-7000-8000-000000000001";

  /// Every verb as REST has it, with what it needs besides a reason.
  private static final String VERBS =
      """
      pause        |
      resume       |
      stop         |
      cancel       |
      kill         |
      skip-job     | , "jobs": ["blocks[0].jobs[0]"]
      resolve-job  | , "jobs": ["blocks[0].sequences[1].jobs[2]"], "as": "RESOLUTION_DONE"
      set-limit    | , "block": 0, "limit": 5
      retry-failed |
      retry-failed | , "unknown": "UNKNOWN_JOBS_LEAVE_OUT"
      clone        |
      clone        | , "edits": [{"path": "desc", "set": "again"}, {"path": "blocks[0]", "remove": true}]
      """;

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = VERBS)
  void a_verb_on_no_work_is_refused_as_no_such_work(String verb, String more) {
    var refused = post(UNKNOWN_ID, verb, "\"reason\": \"why not\"", more);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
    assertThat(refused.body()).contains("\"NO_SUCH_WORK\"", UNKNOWN_ID);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = VERBS)
  void a_verb_needs_a_reason_an_id_and_a_fit_request_id(String verb, String more) {
    var refused = post("nonsense", verb, "\"requestId\": \"with blanks\"", more);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body())
        .contains("3 violations", "{\"field\":\"id\"", "{\"field\":\"reason\"")
        .contains("{\"field\":\"request_id\"");
    assertThat(post(UNKNOWN_ID, verb, "\"reason\": \" \"", more).body())
        .contains("reason: is missing; say why, others will read it");
    assertThat(
            post(UNKNOWN_ID, verb, "\"reason\": \"%s\"".formatted("x".repeat(1_001)), more).body())
        .contains("reason: has 1001 characters; at most 1000");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = VERBS)
  void a_verb_is_posted(String verb, String more) {
    assertThat(server.get("/v1/works/%s:%s".formatted(UNKNOWN_ID, verb)).statusCode())
        .isIn(404, 405);
    assertThat(server.post("/v1/works/" + UNKNOWN_ID + ":" + verb, "{\"id\": \"x\"}").statusCode())
        .isEqualTo(400);
  }

  private static HttpResponse<String> post(String id, String verb, String field, String more) {
    return server.post(
        "/v1/works/%s:%s".formatted(id, verb), "{%s%s}".formatted(field, more == null ? "" : more));
  }

  @Test
  void a_field_that_the_server_does_not_know_is_refused() {
    var unknown = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    var request =
        PauseReq.newBuilder()
            .setId(UNKNOWN_ID)
            .setReason("why")
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, unknown).build())
            .build();

    assertThat(violations(refusalOf(() -> server.works().pause(request))))
        .singleElement()
        .asString()
        .contains("unknown field number [99]");
  }

  @Test
  void no_jobs_means_none_and_never_all() {
    var skip = SkipJobReq.newBuilder().setId(UNKNOWN_ID).setReason("why");
    var resolve =
        ResolveJobReq.newBuilder()
            .setId(UNKNOWN_ID)
            .setReason("why")
            .setAs(Resolution.RESOLUTION_RUN_AGAIN);
    var expected = "jobs: is empty; name 1 to 1000 jobs, no job means none";

    assertThat(violations(refusalOf(() -> server.works().skipJob(skip.build()))))
        .containsExactly(expected);
    assertThat(violations(refusalOf(() -> server.works().resolveJob(resolve.build()))))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jobs[0]",
        "blocks[0]",
        "blocks[0].jobs",
        "blocks[0].jobs[*]",
        "blocks[0].jobs[-1]",
        "blocks[0].jobs[01]",
        "blocks[0].jobs[0].name",
        "blocks[0].sequences[0]",
        "blocks[9999999999].jobs[0]",
        " blocks[0].jobs[0]",
        "*"
      })
  void a_job_is_named_as_the_request_has_it(String job) {
    var skip = SkipJobReq.newBuilder().setId(UNKNOWN_ID).setReason("why");
    skip.addJobs("blocks[0].jobs[0]").addJobs(job);

    assertThat(violations(refusalOf(() -> server.works().skipJob(skip.build()))))
        .containsExactly(
            "jobs[1]: \"%s\" is no place of a job; write it as blocks[2].jobs[7] or blocks[2].sequences[3].jobs[1], all counted from 0"
                .formatted(job));
  }

  @Test
  void a_call_names_each_job_once_and_at_most_a_thousand() {
    var twice = SkipJobReq.newBuilder().setId(UNKNOWN_ID).setReason("why");
    twice.addJobs("blocks[0].jobs[0]").addJobs("blocks[0].jobs[1]").addJobs("blocks[0].jobs[0]");
    assertThat(violations(refusalOf(() -> server.works().skipJob(twice.build()))))
        .containsExactly("jobs[2]: blocks[0].jobs[0] is there twice; name it once");

    var many = SkipJobReq.newBuilder().setId(UNKNOWN_ID).setReason("why");
    IntStream.range(0, 1_000).forEach(at -> many.addJobs("blocks[0].jobs[" + at + "]"));
    assertThat(reason(refusalOf(() -> server.works().skipJob(many.build()))))
        .isEqualTo("NO_SUCH_WORK");
    many.addJobs("blocks[1].jobs[0]");
    assertThat(violations(refusalOf(() -> server.works().skipJob(many.build()))))
        .containsExactly("jobs: has 1001; at most 1000 in a call");
  }

  @Test
  void a_resolution_must_be_said_and_known() {
    var resolve =
        ResolveJobReq.newBuilder().setId(UNKNOWN_ID).setReason("why").addJobs("blocks[0].jobs[0]");
    for (var request : List.of(resolve.build(), resolve.setAsValue(99).build())) {
      assertThat(violations(refusalOf(() -> server.works().resolveJob(request))))
          .containsExactly(
              "as: must be RESOLUTION_DONE, RESOLUTION_FAILED or RESOLUTION_RUN_AGAIN; look first");
    }
    var retry = RetryFailedReq.newBuilder().setId(UNKNOWN_ID).setReason("why").setUnknownValue(99);
    assertThat(violations(refusalOf(() -> server.works().retryFailed(retry.build()))))
        .containsExactly(
            "unknown: must be UNKNOWN_JOBS_RUN_AGAIN, UNKNOWN_JOBS_LEAVE_OUT or unset");
  }

  @Test
  void a_limit_must_say_which_block_and_be_one_that_a_request_may_have() {
    var limit = SetLimitReq.newBuilder().setId(UNKNOWN_ID).setReason("why");

    assertThat(violations(refusalOf(() -> server.works().setLimit(limit.build()))))
        .containsExactly(
            "block: is missing; say which, they count from 0", "limit: is 0; it must be 1 to 1000");
    limit.setBlock(-1).setLimit(1_001);
    assertThat(violations(refusalOf(() -> server.works().setLimit(limit.build()))))
        .containsExactly("block: is -1; they count from 0", "limit: is 1001; it must be 1 to 1000");
    limit.setBlock(0).setLimit(1_000);
    assertThat(reason(refusalOf(() -> server.works().setLimit(limit.build()))))
        .isEqualTo("NO_SUCH_WORK");
  }

  @Test
  void a_bad_clone_tells_every_bad_edit_and_stores_nothing() {
    var id = server.works().submit(nap(sleep(0))).getId();
    var before = server.works().list(ListReq.getDefaultInstance());
    var copy =
        CloneReq.newBuilder()
            .setId(id)
            .setReason("why")
            .addEdits(Edit.newBuilder().setPath("dsc").setSet("again"))
            .addEdits(Edit.newBuilder().setPath("blocks[1]").setRemove(true));

    assertThat(violations(refusalOf(() -> server.works().clone(copy.build()))))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("edits[0].path: the request has no field \"dsc\""))
        .anyMatch(line -> line.startsWith("edits[1].path: blocks[1] is not there"));
    copy.clearEdits().addEdits(Edit.newBuilder().setPath("tolerated_percent").setSet("101"));
    assertThat(violations(refusalOf(() -> server.works().clone(copy.build()))))
        .containsExactly("tolerated_percent: is 101; it must be 0 to 100");
    copy.clearEdits().addEdits(Edit.newBuilder().setPath("desc"));
    assertThat(violations(refusalOf(() -> server.works().clone(copy.build()))))
        .containsExactly("edits[0]: says neither set nor remove; say one of them");

    assertThat(server.works().list(ListReq.getDefaultInstance())).isEqualTo(before);
  }

  @Test
  void a_request_is_shown_as_it_was_submitted_and_can_be_submitted_again() {
    var request = nap(sleep(0), sleep(1)).toBuilder().setRequestId("mine").setToleratedPercent(5);
    request
        .getBlocksBuilder(0)
        .addSequences(Sequence.newBuilder().setDesc("s").addJobs(sleep(0)))
        .setToleratedFailures(1)
        .setStrictTolerance(true);
    var first = server.works().submit(request.build());

    var shown = server.works().getRequest(get(first.getId()));

    assertThat(shown).isEqualTo(request.clearRequestId().build());
    assertThat(server.works().submit(shown).getPlanHash()).isEqualTo(first.getPlanHash());
    var json = server.get("/v1/works/" + first.getId() + ":request");
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/works", json.body()).body()).contains(first.getPlanHash());
  }

  @Test
  void what_a_request_left_out_is_shown_as_what_it_means() {
    var request =
        WorkReq.newBuilder().setName("Nap").addBlocks(Block.newBuilder().addJobs(sleep(0)));
    var id = server.works().submit(request.build()).getId();

    var shown = server.works().getRequest(get(id));

    request.getBlocksBuilder(0).setRateLimit(1).setToleratedFailures(0);
    assertThat(shown).isEqualTo(request.build());
  }

  @Test
  void a_request_of_no_work_is_refused() {
    var refusal = refusalOf(() -> server.works().getRequest(get(UNKNOWN_ID)));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(reason(refusal)).isEqualTo("NO_SUCH_WORK");
    assertThat(violations(refusalOf(() -> server.works().getRequest(get("x")))))
        .singleElement()
        .asString()
        .startsWith("id: is not the id of a work");
    assertThat(server.get("/v1/works/" + UNKNOWN_ID + ":request").statusCode()).isEqualTo(404);
  }

  private static GetRequestReq get(String id) {
    return GetRequestReq.newBuilder().setId(id).build();
  }
}
