package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.reason;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.UnknownJobs;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verbs that are carried out, over real connections; what they come to in each state is the
/// engine's to test.
class VerbCallsTest {
  private static final String WHY = "a drill";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static String running(Job... jobs) {
    var id = server.works().submit(nap(jobs)).getId();
    server.works().exec(exec(id));
    await().until(() -> status(id).getCounts().getRunning() == 1);
    return id;
  }

  private static StatusResp status(String id) {
    return server.works().status(whole(id));
  }

  private static WorkState pause(String id) {
    return server.works().pause(PauseReq.newBuilder().setId(id).setReason(WHY).build()).getState();
  }

  @Test
  void a_work_is_paused_and_resumed_and_everybody_sees_why() {
    var id = running(sleep(1), sleep(0));

    assertThat(pause(id)).isEqualTo(WorkState.WORK_STATE_PAUSING);
    assertThat(status(id).getReason()).isEqualTo("local: a drill");
    await().until(() -> status(id).getState() == WorkState.WORK_STATE_PAUSED);
    assertThat(status(id).getCounts().getCompleted()).isEqualTo(1);
    var resume = ResumeReq.newBuilder().setId(id).setReason(WHY).setRequestId("resume-" + id);
    assertThat(server.works().resume(resume.build()).getState())
        .isEqualTo(WorkState.WORK_STATE_RUNNING);

    assertThat(server.works().status(atEnd(id)).getState())
        .isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(server.works().resume(resume.build()).getState())
        .isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(reason(refusalOf(() -> pause(id)))).isEqualTo("ENDED");
  }

  @Test
  void a_watcher_is_shown_what_a_verb_changed() {
    var id = running(sleep(3600), sleep(0), sleep(0));
    long before = status(id).getSeq();
    server
        .works()
        .setLimit(
            SetLimitReq.newBuilder().setId(id).setReason(WHY).setBlock(0).setLimit(2).build());
    server.works().kill(KillReq.newBuilder().setId(id).setReason(WHY).build());

    var changes = new ArrayList<dev.interlock.api.v1.WatchResp>();
    server
        .works()
        .watch(WatchReq.newBuilder().setId(id).setAfterSeq(before).build())
        .forEachRemaining(changes::add);

    assertThat(changes.getFirst().getBlocksList())
        .singleElement()
        .satisfies(block -> assertThat(block.getRateLimit()).isEqualTo(2));
    assertThat(changes.getLast().getState()).isEqualTo(WorkState.WORK_STATE_KILLED);
    assertThat(changes.getLast().getReason()).isEqualTo("local: a drill");
    assertThat(changes.getLast().getJobs(0).getState()).isEqualTo(JobState.JOB_STATE_UNKNOWN);
  }

  @Test
  void jobs_are_skipped_and_a_limit_is_shown_as_it_is_now() {
    var id = running(sleep(3600), sleep(3600), sleep(0), sleep(0));
    var skip = SkipJobReq.newBuilder().setId(id).setReason(WHY).addJobs("blocks[0].jobs[3]");
    var limit = SetLimitReq.newBuilder().setId(id).setReason(WHY).setBlock(0).setLimit(2);

    server.works().skipJob(skip.build());
    server.works().setLimit(limit.build());

    var block = status(id).getBlocks(0);
    assertThat(block.getRateLimit()).isEqualTo(2);
    assertThat(block.getJobsList())
        .extracting(JobStatus::getState)
        .containsExactly(
            JobState.JOB_STATE_RUNNING,
            JobState.JOB_STATE_RUNNING,
            JobState.JOB_STATE_NOT_STARTED,
            JobState.JOB_STATE_SKIPPED);
    assertThat(block.getJobs(3).getNote()).isEqualTo("local: a drill");
    var none = refusalOf(() -> server.works().setLimit(limit.setBlock(1).build()));
    assertThat(none.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(reason(none)).isEqualTo("NO_SUCH_BLOCK");
    skip.setJobs(0, "blocks[0].jobs[0]");
    assertThat(reason(refusalOf(() -> server.works().skipJob(skip.build()))))
        .isEqualTo("WRONG_JOB_STATE");
    var resolve =
        ResolveJobReq.newBuilder()
            .setId(id)
            .setReason(WHY)
            .addJobs("blocks[0].jobs[0]")
            .setAs(Resolution.RESOLUTION_DONE);
    assertThat(reason(refusalOf(() -> server.works().resolveJob(resolve.build()))))
        .isEqualTo("WRONG_JOB_STATE");
    var _ = server.works().cancel(CancelReq.newBuilder().setId(id).setReason(WHY).build());
  }

  @Test
  void a_retry_and_a_clone_say_what_they_were_made_of() {
    var id = running(sleep(0), sleep(3600));
    await().until(() -> status(id).getCounts().getCompleted() == 1);
    server.works().kill(KillReq.newBuilder().setId(id).setReason(WHY).build());
    var retry = RetryFailedReq.newBuilder().setId(id).setReason(WHY);
    assertThat(reason(refusalOf(() -> server.works().retryFailed(retry.build()))))
        .isEqualTo("UNRESOLVED");

    var again =
        server.works().retryFailed(retry.setUnknown(UnknownJobs.UNKNOWN_JOBS_RUN_AGAIN).build());
    var copy =
        server
            .works()
            .clone(
                CloneReq.newBuilder()
                    .setId(id)
                    .setReason(WHY)
                    .addEdits(Edit.newBuilder().setPath("blocks[0].jobs[1]").setRemove(true))
                    .build());

    assertThat(status(again.getId()).getCopiedFrom()).isEqualTo(id);
    assertThat(status(again.getId()).getBlocks(0).getJobs(0).getArgsMap())
        .containsEntry("seconds", "3600");
    assertThat(server.works().list(ListReq.getDefaultInstance()).getWorksList())
        .filteredOn(work -> work.getId().equals(copy.getId()))
        .singleElement()
        .satisfies(work -> assertThat(work.getCopiedFrom()).isEqualTo(id));
    server.works().exec(exec(copy.getId()));
    assertThat(server.works().status(atEnd(copy.getId())).getState())
        .isEqualTo(WorkState.WORK_STATE_COMPLETED);
  }

  @Test
  void what_is_not_done_is_shown_edited_and_submitted_as_a_copy() {
    var id = running(sleep(0), sleep(3600));
    await().until(() -> status(id).getCounts().getCompleted() == 1);
    var ask = GetRequestReq.newBuilder().setId(id).setNotDone(true);
    assertThat(reason(refusalOf(() -> server.works().getRequest(ask.build()))))
        .isEqualTo("NOT_ENDED");
    server.works().kill(KillReq.newBuilder().setId(id).setReason(WHY).build());
    assertThat(reason(refusalOf(() -> server.works().getRequest(ask.build()))))
        .isEqualTo("UNRESOLVED");

    var left =
        server
            .works()
            .getRequest(ask.setUnknown(UnknownJobs.UNKNOWN_JOBS_RUN_AGAIN).build())
            .toBuilder();
    assertThat(left.getBlocks(0).getJobsList())
        .singleElement()
        .satisfies(job -> assertThat(job.getArgsMap()).containsEntry("seconds", "3600"));
    left.getBlocksBuilder(0).setJobs(0, sleep(0)).addJobs(sleep(0));
    var clone = CloneReq.newBuilder().setId(id).setReason(WHY).setRequest(left).build();
    var copy = server.works().clone(clone).getId();

    assertThat(status(copy).getCopiedFrom()).isEqualTo(id);
    assertThat(server.works().getRequest(GetRequestReq.newBuilder().setId(copy).build()))
        .isEqualTo(left.build());
  }

  @Test
  void a_clone_of_an_own_request_says_everything_that_is_wrong_with_it() {
    var id = running(sleep(3600));
    var clone = CloneReq.newBuilder().setId(id).setReason(WHY);
    clone.getRequestBuilder().setName("Nap").setRequestId("mine");
    clone.addEditsBuilder().setPath("desc").setSet("x");
    assertThat(violations(refusalOf(() -> server.works().clone(clone.build()))))
        .containsExactly(
            "request: is given together with edits; make them in it, or leave it out",
            "request.request_id: is set; the call has a request_id of its own");

    clone.clearEdits().getRequestBuilder().clearRequestId().addBlocksBuilder().setRateLimit(1);

    assertThat(violations(refusalOf(() -> server.works().clone(clone.build()))))
        .singleElement()
        .asString()
        .startsWith("blocks[0]");
    var ask =
        GetRequestReq.newBuilder().setId(id).setUnknown(UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT).build();
    assertThat(violations(refusalOf(() -> server.works().getRequest(ask))))
        .containsExactly("unknown: is given without not_done, of which it is a part");
  }

  @Test
  void a_request_is_shown_with_all_that_it_says() {
    var block = Block.newBuilder().setRateLimit(1).setToleratedFailures(0).addJobs(sleep(0));
    block.getEntranceDelayBuilder().setSeconds(5);
    block.getChecksBuilder().addContinuous(sleep(0)).getIntervalBuilder().setSeconds(30);
    var request = WorkReq.newBuilder().setName("Nap").addBlocks(block).build();

    var id = server.works().submit(request).getId();

    assertThat(server.works().getRequest(GetRequestReq.newBuilder().setId(id).build()))
        .isEqualTo(request);
  }

  @Test
  void verbs_act_over_rest() {
    var id = running(sleep(3600));
    var path = "/v1/works/" + id;

    assertThat(server.post(path + ":pause", "{\"reason\": \"a drill\"}").body())
        .isEqualTo("{\"state\":\"WORK_STATE_PAUSING\"}");
    assertThat(server.post(path + ":resume", "{\"reason\": \"a drill\"}").body())
        .isEqualTo("{\"state\":\"WORK_STATE_RUNNING\"}");
    var early = server.post(path + ":retry-failed", "{\"reason\": \"a drill\"}");
    assertThat(early.statusCode()).isEqualTo(400);
    assertThat(early.body()).contains("\"NOT_ENDED\"");
    var cancel = "{\"reason\": \"a drill\", \"requestId\": \"cancel-%s\"}".formatted(id);
    assertThat(server.post(path + ":cancel", cancel).statusCode()).isEqualTo(200);
    assertThat(server.works().status(atEnd(id)).getState())
        .isEqualTo(WorkState.WORK_STATE_CANCELLED);
    assertThat(server.post(path + ":cancel", cancel).body())
        .isEqualTo("{\"state\":\"WORK_STATE_CANCELLED\"}");
    assertThat(server.post(path + ":clone", "{\"reason\": \"a drill\"}").statusCode())
        .isEqualTo(200);
  }
}
