package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkState;
import dev.interlock.store.postgres.TestPostgres;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one database: each answers for the works of both.
class TwoServersTest {
  private final String database = TestPostgres.database();
  private RunningServer one;
  private RunningServer other;

  @BeforeEach
  void start(@TempDir Path first, @TempDir Path second) {
    one = RunningServer.in(first, "--database=" + database);
    other = RunningServer.in(second, "--database=" + database);
  }

  @AfterEach
  void close() {
    other.close();
    one.close();
  }

  @Test
  void a_verb_is_carried_out_by_the_one_that_runs_the_work_whoever_is_asked() {
    var id = running(one);
    var pause = PauseReq.newBuilder().setId(id).setReason("look").setRequestId("p").build();

    other.works().pause(pause);

    await().until(() -> status(one, id).getState() == WorkState.WORK_STATE_PAUSING);
    assertThat(other.works().pause(pause)).isEqualTo(one.works().pause(pause));
    other.works().resume(ResumeReq.newBuilder().setId(id).setReason("seen").build());
    assertThat(status(one, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
    assertThat(status(one, id).getCounts().getRunning()).as("the job was left alone").isEqualTo(1);
    other.works().cancel(CancelReq.newBuilder().setId(id).setReason("enough").build());
    assertThat(ended(other, id)).isEqualTo(WorkState.WORK_STATE_CANCELLED);
    var request = ListAuditReq.newBuilder().setWorkId(id).build();
    var audit = other.audit().listAudit(request);
    assertThat(audit).isEqualTo(one.audit().listAudit(request));
    assertThat(audit.getRecordsList())
        .extracting(AuditRecord::getAction, AuditRecord::getReason)
        .containsExactly(
            tuple("WorkService/Submit", ""),
            tuple("WorkService/Exec", ""),
            tuple("WorkService/Pause", "look"),
            tuple("WorkService/Pause", "look"),
            tuple("WorkService/Pause", "look"),
            tuple("WorkService/Resume", "seen"),
            tuple("WorkService/Cancel", "enough"));
  }

  @Test
  void a_verb_that_is_refused_is_refused_in_the_same_words() {
    var id = running(one);
    var resume = ResumeReq.newBuilder().setId(id).setReason("why not").build();

    assertThatThrownBy(() -> other.works().resume(resume))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThatThrownBy(() -> one.works().resume(resume)).hasMessage(refused.getMessage());
            });
  }

  @Test
  void works_stay_with_the_server_that_runs_them_and_both_show_them() {
    var ids = IntStream.range(0, 10).mapToObj(i -> running(i % 2 == 0 ? one : other)).toList();

    for (var id : ids) {
      assertThat(status(one, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
      assertThat(status(other, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
      assertThat(status(other, id).getCounts()).isEqualTo(status(one, id).getCounts());
    }
  }

  @Test
  void the_other_goes_on_at_once_when_one_shuts_down() {
    var id = running(one);

    one.close();

    await().until(() -> attempts(id) == 2);
    assertThat(status(other, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
  }

  @Test
  void a_word_that_is_lost_costs_a_look(@TempDir Path third) {
    var id = running(one);
    makeDeaf();
    other.works().cancel(CancelReq.newBuilder().setId(id).setReason("enough").build());
    assertThat(ended(other, id)).isEqualTo(WorkState.WORK_STATE_CANCELLED);

    try (var full = RunningServer.in(third, "--database=" + database, "--works-at-once=1")) {
      running(full);
      var queued = full.works().submit(RunningServer.nap(3600)).getId();
      makeDeaf();
      full.works().exec(ExecReq.newBuilder().setId(queued).build());
      await().until(() -> status(other, queued).getCounts().getRunning() == 1);
    }
  }

  /// Nobody listens until it has noticed that its connection is gone.
  private void makeDeaf() {
    var listening = "query = 'listen interlock'";
    assertThat(TestPostgres.terminate(database, listening)).as("that listened").isPositive();
  }

  private int attempts(String id) {
    return status(other, id).getBlocks(0).getJobs(0).getAttemptsCount();
  }

  private static String running(RunningServer server) {
    var id = server.works().submit(RunningServer.nap(3600)).getId();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    await().until(() -> status(server, id).getCounts().getRunning() == 1);
    return id;
  }

  private static WorkState ended(RunningServer server, String id) {
    var request = StatusReq.newBuilder().setId(id);
    request.getWaitUntilEndedBuilder().setSeconds(8);
    return server.works().status(request.build()).getState();
  }

  private static StatusResp status(RunningServer server, String id) {
    return server
        .works()
        .status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }
}
