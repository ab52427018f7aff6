package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApproveCommandTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void who_approves_is_shown_what_and_approves_that() {
    server
        .answer(
            "Status",
            StatusResp.newBuilder()
                .setId(ID)
                .setName("DiskErase")
                .setDesc("row 3")
                .setSubmittedBy("corp:ann")
                .setPlanHash("c0ffee")
                .setCounts(JobCounts.newBuilder().setNotStarted(7))
                .build())
        .answer(
            "Approve", VerbResp.newBuilder().setState(WorkState.WORK_STATE_NOT_STARTED).build());

    var run = place.run("approve", ID, "--reason", "looked at it");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            approved      %s
            name          DiskErase
            about         row 3
            jobs          7 not started
            submitted by  corp:ann
            plan hash     c0ffee
            next          interlock exec %s --server %s
            """
                .formatted(ID, ID, server.address()));
    var request = server.requests("Approve", ApproveReq.class).getFirst();
    assertThat(request.getPlanHash()).isEqualTo("c0ffee");
    assertThat(request.getReason()).isEqualTo("looked at it");
  }

  @Test
  void who_says_what_they_looked_at_approves_nothing_else() {
    server
        .answer("Status", StatusResp.newBuilder().setId(ID).setPlanHash("c0ffee").build())
        .refuse("Approve", Status.FAILED_PRECONDITION.withDescription("another plan"));

    var run = place.run("approve", ID, "--reason", "why", "--plan-hash", "beef");

    assertThat(run.err()).contains("another plan");
    assertThat(server.requests("Approve", ApproveReq.class).getFirst().getPlanHash())
        .isEqualTo("beef");
  }

  @Test
  void a_new_work_says_how_many_must_approve_it() {
    server.answer(
        "Clone",
        WorkResp.newBuilder().setId(ID).setPlanHash("c0ffee").setApprovalsNeeded(2).build());

    var run = place.run("clone", ID, "--reason", "why");

    assertThat(run.out()).contains("needs      2 approvals first: interlock approve\n");
  }
}
