package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListAuditResp;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.server.RunningServer;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every decision leaves one entry, that says who, what and why; F80 of those who fail to write it.
class AuditCallsTest {
  private static final String RIGHTS =
      """
      {"Roles": ["submitter", "executor", "operator", "release", "admin", "auditor"],
       "Works": ["*"], "Principals": ["local"]}
      {"Roles": ["viewer"], "Works": ["Nap"], "Principals": ["test:eve"]}
      {"Roles": ["auditor"], "Works": ["Nap"], "Principals": ["test:ann"]}
      {"Roles": ["auditor"], "Works": ["*"], "Principals": ["test:bob"]}
      """;

  @TempDir private Path folder;
  private People people;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    RunningServer.letSleep(folder, "Nap", "Other");
    Files.writeString(folder.resolve("rights.json"), RIGHTS);
    people = new People(folder);
    server = people.server();
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private ListAuditResp audit(ListAuditReq.Builder request) {
    return server.audit().listAudit(request.build());
  }

  /// Without what the server says of itself.
  private List<AuditRecord> records() {
    return audit(ListAuditReq.newBuilder()).getRecordsList().stream()
        .filter(entry -> !entry.getAction().equals("SignHead"))
        .toList();
  }

  private AuditRecord last() {
    return records().getLast();
  }

  private static WorkReq nap(String name) {
    return Requests.nap(Requests.sleep(0)).toBuilder().setName(name).build();
  }

  private String submitted() {
    return server.works().submit(nap("Nap")).getId();
  }

  private static Code codeOf(ThrowingCallable call) {
    return Status.fromThrowable(catchThrowable(call)).getCode();
  }

  @Test
  void a_submit_is_recorded_with_who_called_and_what_would_run() {
    var work = server.works().submit(nap("Nap"));

    var entry = last();
    assertThat(entry.getActor()).isEqualTo("local");
    assertThat(entry.getAuthentication()).isEqualTo("token file");
    assertThat(entry.getAddress()).isEqualTo("127.0.0.1");
    assertThat(entry.getAction()).isEqualTo("WorkService/Submit");
    assertThat(entry.getName()).isEqualTo("Nap");
    assertThat(entry.getWorkId()).isEqualTo(work.getId());
    assertThat(entry.getPlanHash()).isEqualTo(work.getPlanHash()).hasSize(64);
    assertThat(entry.getPolicies()).hasSize(64);
    assertThat(entry.getDecision()).isEqualTo("allowed");
    assertThat(entry.getServer()).isNotEmpty();
    assertThat(records()).hasSize(1);
  }

  @Test
  void what_follows_a_submit_is_recorded_too_each_once() {
    var id = submitted();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    await().until(() -> isOver(id));
    var late = PauseReq.newBuilder().setId(id).setReason("too late").build();
    assertThat(codeOf(() -> server.works().pause(late))).isEqualTo(Code.FAILED_PRECONDITION);

    assertThat(records())
        .extracting(AuditRecord::getAction, AuditRecord::getDecision, AuditRecord::getCode)
        .containsExactly(
            tuple("WorkService/Submit", "allowed", ""),
            tuple("WorkService/Exec", "allowed", ""),
            tuple("WorkService/Pause", "refused", "ENDED"));
    assertThat(records()).allMatch(entry -> entry.getWorkId().equals(id));
    assertThat(last().getReason()).isEqualTo("too late");
    assertThat(last().getDetail()).contains(id);
  }

  private boolean isOver(String id) {
    return server
        .works()
        .status(StatusReq.newBuilder().setId(id).build())
        .getState()
        .name()
        .endsWith("COMPLETED");
  }

  @Test
  void a_verb_says_why_and_what_exactly() {
    var request = Requests.nap(Requests.sleep(30)).toBuilder().setName("Nap").build();
    var submitted = server.works().submit(request);
    var id = submitted.getId();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    assertThat(last().getAction()).isEqualTo("WorkService/Exec");
    assertThat(last().getPlanHash()).isEqualTo(submitted.getPlanHash());
    assertThat(last().getPolicies()).hasSize(64);

    var _ = server.works().pause(PauseReq.newBuilder().setId(id).setReason("lunch").build());

    assertThat(last().getAction()).isEqualTo("WorkService/Pause");
    assertThat(last().getDecision()).isEqualTo("allowed");
    assertThat(last().getReason()).isEqualTo("lunch");
    assertThat(last().getPlanHash()).isEqualTo(submitted.getPlanHash());
    assertThat(last().getPolicies()).hasSize(64);
  }

  @Test
  void a_call_that_is_repeated_is_a_call() {
    var request = nap("Nap").toBuilder().setRequestId(UUID.randomUUID().toString()).build();
    var id = server.works().submit(request).getId();
    assertThat(server.works().submit(request).getId()).isEqualTo(id);

    assertThat(records())
        .hasSize(2)
        .allMatch(entry -> entry.getDecision().equals("allowed"))
        .allMatch(entry -> entry.getWorkId().equals(id));
  }

  @Test
  void a_name_of_any_length_leaves_a_short_entry() {
    var long_ = nap("N".repeat(1_000_000));
    assertThat(codeOf(() -> server.works().submit(long_))).isEqualTo(Code.INVALID_ARGUMENT);
    var eve = WorkServiceGrpc.newBlockingStub(people.as("eve"));
    assertThat(codeOf(() -> eve.submit(long_))).isIn(Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED);

    assertThat(records()).hasSize(2).allMatch(entry -> entry.getSerializedSize() < 5_000);
  }

  @Test
  void a_row_where_none_can_be_is_read_when_all_is_read() {
    var _ = submitted();
    execute("drop trigger audit_is_not_changed");
    execute("pragma ignore_check_constraints = on", "update audit set seq = -5 where seq = 1");

    assertThat(records()).extracting(AuditRecord::getSeq).containsExactly(-5L);
  }

  @Test
  void works_go_on_while_the_audit_cannot_be_written_and_orders_are_refused() {
    var request = Requests.nap(Requests.sleep(1)).toBuilder().setName("Nap").build();
    var id = server.works().submit(request).getId();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    execute("alter table audit rename to gone");

    var pause = PauseReq.newBuilder().setId(id).setReason("cannot be recorded").build();
    assertThat(codeOf(() -> server.works().pause(pause))).isEqualTo(Code.UNAVAILABLE);

    await().until(() -> isOver(id));
    execute("alter table gone rename to audit");
  }

  @Test
  void what_was_made_anew_behind_the_servers_back_is_not_signed() {
    var _ = submitted();
    var _ = submitted();
    people.restartServer(); // signs seq 2
    server = people.server();
    await().until(() -> signatures() == 2); // what the last process left
    execute("drop trigger audit_is_not_changed");
    execute("update audit set actor = 'eve', hash = '%s' where seq = 3".formatted("0".repeat(64)));
    var _ = submitted();
    people.restartServer();
    server = people.server();

    var _ = submitted();
    people.restartServer();
    server = people.server();

    assertThat(signatures()).isEqualTo(2);
  }

  private long signatures() {
    return audit(ListAuditReq.newBuilder()).getRecordsList().stream()
        .filter(entry -> entry.getAction().equals("SignHead"))
        .count();
  }

  @Test
  void reading_is_not_recorded_unless_it_was_not_allowed() {
    var id = submitted();
    CheckResp checked = server.works().check(nap("Nap"));
    assertThat(checked.getViolationsList()).isEmpty();
    var _ = server.works().list(ListReq.getDefaultInstance());

    assertThat(records()).hasSize(1);
    var nobody = WorkServiceGrpc.newBlockingStub(people.as("mallory"));
    assertThat(codeOf(() -> nobody.list(ListReq.getDefaultInstance())))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(
            codeOf(() ->
                nobody.watch(WatchReq.newBuilder().setId(id).build()).forEachRemaining(_ -> {})))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(records())
        .extracting(AuditRecord::getAction)
        .containsExactly("WorkService/Submit", "WorkService/List", "WorkService/Watch");
    assertThat(last().getActor()).isEqualTo("test:mallory");
    assertThat(last().getCode()).isEqualTo("NOT_ALLOWED");
  }

  @Test
  void who_may_not_is_recorded_with_what_they_wanted() {
    var id = submitted();
    var eve = WorkServiceGrpc.newBlockingStub(people.as("eve"));
    assertThat(codeOf(() -> eve.exec(ExecReq.newBuilder().setId(id).build())))
        .isEqualTo(Code.PERMISSION_DENIED);

    assertThat(last().getActor()).isEqualTo("test:eve");
    assertThat(last().getAction()).isEqualTo("WorkService/Exec");
    assertThat(last().getWorkId()).isEqualTo(id);
    assertThat(last().getName()).isEqualTo("Nap");
    assertThat(last().getDecision()).isEqualTo("refused");
  }

  @Test
  void what_a_policy_refuses_is_recorded_with_the_version_of_the_policies() {
    var before = versionAfterSubmit();
    server.writePolicies(
        """
        {"Name": "Nap", "Policies": [
          {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["tokenBucket"]}}]}
        """);
    await().until(() -> codeOf(() -> server.works().submit(nap("Nap"))) == Code.INVALID_ARGUMENT);

    assertThat(last().getCode()).isEqualTo("VIOLATIONS");
    assertThat(last().getPolicies()).hasSize(64).isNotEqualTo(before);
    assertThat(last().getPlanHash()).hasSize(64);
  }

  private String versionAfterSubmit() {
    var _ = submitted();
    return last().getPolicies();
  }

  @Test
  void stops_and_releases_are_recorded() {
    var stop = StopReq.newBuilder().setName("Nap").setReason("smoke").build();
    var _ = server.stops().stop(stop);
    assertThat(last().getAction()).isEqualTo("EmergencyStopService/Stop");
    assertThat(last().getName()).isEqualTo("Nap");
    assertThat(last().getReason()).isEqualTo("smoke");

    var _ = server.stops().go(GoReq.newBuilder().setName("Nap").setReason("aired").build());
    assertThat(last().getAction()).isEqualTo("EmergencyStopService/Go");
    assertThat(last().getDecision()).isEqualTo("allowed");

    var _ = server.stops().stop(stop.toBuilder().setName("all").build());
    assertThat(last().getName()).isEqualTo("*");
  }

  @Test
  void an_auditor_sees_the_names_they_are_for_and_is_told_whether_that_is_all() {
    var _ = submitted();
    var _ = server.works().submit(nap("Other"));

    var ann = AuditServiceGrpc.newBlockingStub(people.as("ann"));
    var some = ann.listAudit(ListAuditReq.getDefaultInstance());
    assertThat(some.getRecordsList()).extracting(AuditRecord::getName).containsExactly("Nap");
    assertThat(some.getSeesAll()).isFalse();
    var bob = AuditServiceGrpc.newBlockingStub(people.as("bob"));
    var all = bob.listAudit(ListAuditReq.getDefaultInstance());
    assertThat(all.getSeesAll()).isTrue();
    assertThat(all.getRecordsCount()).isEqualTo((int) all.getHeadSeq());
    assertThat(all.getRecords(all.getRecordsCount() - 1).getHash()).isEqualTo(all.getHeadHash());
    assertThat(codeOf(() -> WorkServiceGrpc.newBlockingStub(people.as("bob")).submit(nap("Nap"))))
        .isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void entries_are_found_by_work_and_caller_and_come_in_pages() {
    var first = submitted();
    var second = submitted();
    assertThat(audit(ListAuditReq.newBuilder().setWorkId(first)).getRecordsList())
        .extracting(AuditRecord::getWorkId)
        .containsExactly(first);
    assertThat(audit(ListAuditReq.newBuilder().setActor("nobody")).getRecordsList()).isEmpty();
    assertThat(audit(ListAuditReq.newBuilder().setRefused(true)).getRecordsList()).isEmpty();
    var newest =
        audit(ListAuditReq.newBuilder().setWorkId(second).setNewestFirst(true).setPageSize(1));
    assertThat(newest.getRecords(0).getWorkId()).isEqualTo(second);
    var page = audit(ListAuditReq.newBuilder().setPageSize(1));
    assertThat(page.getHasMore()).isTrue();
    assertThat(audit(ListAuditReq.newBuilder().setAfterSeq(1)).getRecords(0).getSeq()).isEqualTo(2);
    assertThat(codeOf(() -> audit(ListAuditReq.newBuilder().setPageSize(1_001).setAfterSeq(-1))))
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  private void execute(String... statements) {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/work.db"));
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothing_is_done_that_cannot_be_recorded_but_an_emergency_stop() {
    var id = submitted();
    execute("alter table audit rename to gone");

    assertThat(codeOf(() -> server.works().submit(nap("Nap")))).isEqualTo(Code.UNAVAILABLE);
    assertThat(codeOf(() -> server.works().exec(ExecReq.newBuilder().setId(id).build())))
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(server.works().list(ListReq.getDefaultInstance()).getWorksCount()).isEqualTo(1);
    var stopped =
        server.stops().stop(StopReq.newBuilder().setName("Nap").setReason("fire").build());
    assertThat(stopped.getStored()).isTrue();
    assertThat(codeOf(() -> server.works().exec(ExecReq.newBuilder().setId(id).build())))
        .isEqualTo(Code.ABORTED);
    assertThat(
            codeOf(() ->
                server.stops().go(GoReq.newBuilder().setName("Nap").setReason("out").build())))
        .isEqualTo(Code.UNAVAILABLE);

    execute("alter table gone rename to audit");

    await().until(() -> records().stream().anyMatch(entry -> entry.getReason().equals("fire")));
    assertThat(records())
        .extracting(AuditRecord::getAction)
        .containsExactly("WorkService/Submit", "EmergencyStopService/Stop", "WorkService/Exec");
  }

  @Test
  void the_audit_cannot_be_changed_by_mistake() {
    var _ = submitted();

    assertThatThrownBy(() -> execute("update audit set actor = 'eve'"))
        .hasMessageContaining("the audit is not changed");
    assertThatThrownBy(() -> execute("delete from audit")).hasMessageContaining("taken out");
  }

  @Test
  void the_end_of_the_audit_is_signed_when_the_server_ends_and_the_chain_goes_on() {
    var _ = submitted();
    people.restartServer();
    server = people.server();
    var _ = submitted();

    var entries = audit(ListAuditReq.newBuilder()).getRecordsList();
    assertThat(entries)
        .extracting(AuditRecord::getAction)
        .startsWith("WorkService/Submit", "SignHead")
        .endsWith("WorkService/Submit");
    assertThat(entries.get(1).getDetail())
        .startsWith("seq=1 hash=%s key=MCowBQYDK2VwAyEA".formatted(entries.getFirst().getHash()));
  }
}
