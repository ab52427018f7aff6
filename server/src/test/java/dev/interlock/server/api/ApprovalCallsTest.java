package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.Approval;
import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.DenyReq;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Approvals as people give them: F48, F76.
class ApprovalCallsTest {
  private static final String POLICIES =
      """
      {"Name": "Nap", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep"]}},
        {"Name": "requireApprovals", "Settings": {"People": 2, "ValidForMinutes": MINUTES}}]}
      """;

  private static final String RIGHTS =
      """
      {"Roles": ["submitter", "executor", "approver"], "Works": ["*"], "Principals": ["test:ann"]}
      {"Roles": ["approver"], "Works": ["Nap"], "Principals": ["test:bob", "local"]}
      {"Roles": ["approver"], "Works": ["Nap"], "Groups": ["GROUP"]}
      {"Roles": ["auditor"], "Works": ["*"], "Principals": ["local"]}
      """;

  @TempDir private Path folder;
  private People people;

  @BeforeEach
  void start() throws IOException {
    RunningServer.letSleep(folder, "Nap");
    policies(240);
    rights("test:all");
    people = new People(folder);
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private void policies(int minutes) throws IOException {
    Files.writeString(
        folder.resolve("policies.json"), POLICIES.replace("MINUTES", String.valueOf(minutes)));
  }

  private void rights(String group) throws IOException {
    Files.writeString(folder.resolve("rights.json"), RIGHTS.replace("GROUP", group));
  }

  private WorkServiceBlockingStub as(String who) {
    return WorkServiceGrpc.newBlockingStub(people.as(who));
  }

  private WorkResp submit() {
    return as("ann").submit(Requests.nap(Requests.sleep(0)));
  }

  private static ApproveReq approval(WorkResp work) {
    return ApproveReq.newBuilder()
        .setId(work.getId())
        .setReason("looked at it")
        .setPlanHash(work.getPlanHash())
        .build();
  }

  private void approve(String who, WorkResp work) {
    assertThat(as(who).approve(approval(work)).getState())
        .isEqualTo(WorkState.WORK_STATE_NOT_STARTED);
  }

  private void exec(WorkResp work) {
    var _ = as("ann").exec(ExecReq.newBuilder().setId(work.getId()).build());
  }

  private String notApproved(WorkResp work) {
    var refused = Requests.refusalOf(() -> exec(work));
    assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(Requests.reason(refused)).isEqualTo("NOT_APPROVED");
    return String.valueOf(refused.getStatus().getDescription());
  }

  private static String reason(ThrowingCallable call) {
    return Requests.reason(Requests.refusalOf(call));
  }

  private StatusResp status(WorkResp work) {
    return as("ann").status(StatusReq.newBuilder().setId(work.getId()).build());
  }

  private void runs(WorkResp work) {
    exec(work);
    await().until(() -> status(work).getState() == WorkState.WORK_STATE_COMPLETED);
  }

  private AuditRecord lastRecord() {
    var records =
        people.server().audit().listAudit(ListAuditReq.getDefaultInstance()).getRecordsList();
    return records.stream()
        .filter(record -> !record.getAction().equals("SignHead"))
        .toList()
        .getLast();
  }

  @Test
  void a_work_runs_once_two_others_have_approved_it() {
    var work = submit();
    assertThat(work.getApprovalsNeeded()).isEqualTo(2);
    assertThat(notApproved(work)).contains("2 approvals, and 0 count");
    approve("bob", work);
    assertThat(notApproved(work)).contains("1 count (test:bob's counts)");
    approve("carol", work);

    runs(work);

    assertThat(status(work).getApprovalsList())
        .extracting(Approval::getActor)
        .containsExactly("test:bob", "test:carol");
  }

  @Test
  void the_audit_says_who_approved_which_plan_under_which_policies() {
    var work = submit();
    approve("bob", work);

    var record = lastRecord();
    assertThat(record.getAction()).isEqualTo("WorkService/Approve");
    assertThat(record.getActor()).isEqualTo("test:bob");
    assertThat(record.getWorkId()).isEqualTo(work.getId());
    assertThat(record.getPlanHash()).isEqualTo(work.getPlanHash());
    assertThat(record.getPolicies()).hasSize(64);
    assertThat(record.getReason()).isEqualTo("looked at it");
    assertThat(record.getDecision()).isEqualTo("allowed");
  }

  @Test
  void neither_who_submitted_it_nor_a_program_approves_it() {
    var work = submit();

    assertThat(reason(() -> as("ann").approve(approval(work)))).isEqualTo("OWN_WORK");
    var program = WorkServiceGrpc.newBlockingStub(people.asProgram("bob"));
    assertThat(reason(() -> program.approve(approval(work)))).isEqualTo("NOT_A_PERSON");
    assertThat(lastRecord().getCode()).as("refusals are recorded").isEqualTo("NOT_A_PERSON");
    assertThat(reason(() -> people.server().works().approve(approval(work))))
        .as("the token file is nobody")
        .isEqualTo("NOT_A_PERSON");

    assertThat(status(work).getApprovalsList()).isEmpty();
    assertThat(notApproved(work)).contains("0 count;");
  }

  private static DenyReq denial(WorkResp work) {
    return DenyReq.newBuilder().setId(work.getId()).setReason("wrong row").build();
  }

  @Test
  void who_has_lost_the_role_since_does_not_count() throws Exception {
    var work = submit();
    approve("bob", work);
    approve("carol", work);

    rights("test:nobody");

    await().until(() -> catchThrowable(() -> approve("carol", submit())) != null);
    assertThat(notApproved(work))
        .contains(
            "1 count (test:bob's counts; test:carol's does not: they may not approve any more)");
  }

  @Test
  void a_change_of_the_policies_voids_all_approvals() throws Exception {
    var work = submit();
    approve("bob", work);
    approve("carol", work);

    policies(241);

    await()
        .untilAsserted(() ->
            assertThat(submit().getExpiresAt().getSeconds())
                .isGreaterThanOrEqualTo(work.getExpiresAt().getSeconds() + 60));
    assertThat(notApproved(work)).contains("the policies have changed since");
    approve("bob", work);
    approve("carol", work);
    runs(work);
  }

  @Test
  void approvals_outlive_a_restart() {
    var work = submit();
    approve("bob", work);
    approve("carol", work);

    people.restartServer();

    runs(work);
  }

  @Test
  void what_somebody_denies_never_runs() {
    var work = submit();
    approve("bob", work);
    approve("carol", work);

    assertThat(as("bob").deny(denial(work)).getState()).isEqualTo(WorkState.WORK_STATE_STOPPED);

    assertThat(reason(() -> exec(work))).isEqualTo("ALREADY_EXECUTED");
    assertThat(status(work).getReason()).isEqualTo("denied by test:bob: wrong row");
  }

  @Test
  void an_approval_says_what_was_looked_at() {
    var work = submit();
    var other = as("ann").submit(Requests.nap(Requests.sleep(1)));

    var without = approval(work).toBuilder().clearPlanHash().build();
    assertThat(Requests.refusalOf(() -> as("bob").approve(without)))
        .hasMessageContaining("plan_hash: must be");
    var wrong = approval(work).toBuilder().setPlanHash(other.getPlanHash()).build();
    assertThat(reason(() -> as("bob").approve(wrong))).isEqualTo("OTHER_PLAN");
  }
}
