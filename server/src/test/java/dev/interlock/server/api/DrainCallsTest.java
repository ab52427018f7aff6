package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.interlock.api.v1.DrainReplicaReq;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that has its store to itself cannot be drained; what calls say then, and of calls that
/// say too little. Servers that can be are in e2e.
class DrainCallsTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static Replica self() {
    return server.catalog().getServer(GetServerReq.getDefaultInstance()).getReplicas(0);
  }

  private static StatusRuntimeException refusalOf(DrainReplicaReq.Builder request) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> server.catalog().drainReplica(request.build()));
  }

  @Test
  void the_only_server_is_not_drained_and_says_what_to_do_instead() {
    var refused =
        refusalOf(DrainReplicaReq.newBuilder().setName(self().getName()).setReason("new disks"));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(
            "no other server takes works, so nobody would go on with those of %s; just stop it: what runs is told to end, and the next start goes on"
                .formatted(self().getName()));
    assertThat(self().getState()).isEqualTo(ReplicaState.REPLICA_STATE_TAKING_WORKS);
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(server.get("/metrics").body()).contains("interlock_draining 0");
  }

  @Test
  void a_name_that_nobody_has_is_told_with_those_that_there_are() {
    var refused = refusalOf(DrainReplicaReq.newBuilder().setName("vm9:1").setReason("new disks"));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("there is no server vm9:1; alive are " + self().getName());
  }

  @Test
  void what_is_missing_is_told_all_at_once() {
    var refused = refusalOf(DrainReplicaReq.newBuilder().setRequestId("two words"));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).startsWith("3 violations");
  }

  @Test
  void what_was_never_asked_can_be_taken_back_over_rest() {
    var answer =
        server.post(
            "/v1/replicas:drain",
            "{\"name\": \"%s\", \"undo\": true, \"reason\": \"a drill\"}"
                .formatted(self().getName()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"state\":\"REPLICA_STATE_TAKING_WORKS\"");
  }
}
