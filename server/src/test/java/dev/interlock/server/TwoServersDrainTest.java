package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.DrainReplicaReq;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.store.postgres.TestPostgres;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server has another one taken out, and the audit says so.
class TwoServersDrainTest {
  private String database;
  private RunningServer one;
  private RunningServer other;

  @BeforeEach
  void start(@TempDir Path first, @TempDir Path second) {
    database = TestPostgres.database();
    one = RunningServer.in(first, "--database=" + database);
    other = RunningServer.in(second, "--database=" + database);
  }

  @AfterEach
  void close() {
    other.close();
    one.close();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Replica> replicas() {
    return one.catalog().getServer(GetServerReq.getDefaultInstance()).getReplicasList();
  }

  private Replica another() {
    return replicas().stream().filter(row -> !row.getAnswers()).findFirst().orElseThrow();
  }

  private void drain(boolean isUndone) {
    var request =
        DrainReplicaReq.newBuilder()
            .setName(another().getName())
            .setReason("new disks")
            .setUndo(isUndone)
            .build();
    var _ = one.catalog().drainReplica(request);
  }

  private List<AuditRecord> entries() {
    return one.audit().listAudit(ListAuditReq.getDefaultInstance()).getRecordsList().stream()
        .filter(record -> record.getAction().equals("CatalogService/DrainReplica"))
        .toList();
  }

  @Test
  void a_server_is_taken_out_with_its_entry_in_the_audit_or_not_at_all() throws SQLException {
    await().until(() -> replicas().size() == 2);
    drain(false);

    assertThat(entries())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.getDecision()).isEqualTo("allowed");
          assertThat(entry.getReason()).isEqualTo("new disks");
          assertThat(entry.getDetail()).startsWith("DRAIN of ");
        });
    assertThat(another().getState()).isNotEqualTo(ReplicaState.REPLICA_STATE_TAKING_WORKS);

    execute("alter table audit rename to audit_away");
    var refused = catchThrowableOfType(StatusRuntimeException.class, () -> drain(true));
    execute("alter table audit_away rename to audit");

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(another().getState()).isNotEqualTo(ReplicaState.REPLICA_STATE_TAKING_WORKS);
    assertThat(entries()).filteredOn(entry -> entry.getDecision().equals("allowed")).hasSize(1);
  }
}
