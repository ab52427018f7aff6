package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.interlock.server.RunningServer;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServiceResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The services that every gRPC tool knows: `grpc.health.v1`, which is always there, and
/// `grpc.reflection.v1`, which tells strangers what they could call and so is not.
class HealthAndReflectionTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @Test
  void tells_health_probes_that_it_serves() {
    var answer = HealthGrpc.newBlockingStub(server.channel()).check(health(""));

    assertThat(answer.getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void tells_health_probes_nothing_of_services_that_it_has_not() {
    var probe = HealthGrpc.newBlockingStub(server.channel());

    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> probe.check(health("no.such.Service")));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void tells_whoever_watches_its_health_that_it_leaves(@TempDir Path other) {
    var leaving = RunningServer.in(other);
    // a channel of its own, for the server's is closed before it leaves
    var channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", leaving.port()).usePlaintext().build();
    try (leaving) {
      var watch = HealthGrpc.newBlockingStub(channel).watch(health(""));
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);

      leaving.close();

      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    } finally {
      channel.shutdownNow();
    }
  }

  private static HealthCheckRequest health(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Test
  void tells_strangers_nothing_of_its_services() {
    var refused = catchThrowableOfType(StatusException.class, () -> reflectedBy(server));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
  }

  @Test
  void lists_its_services_with_development(@TempDir Path other) throws Exception {
    try (var open = RunningServer.in(other, "--development")) {
      assertThat(reflectedBy(open))
          .contains(
              "interlock.v1.WorkService",
              "interlock.v1.EmergencyStopService",
              "interlock.v1.CatalogService",
              "diskerase.Workflow",
              "grpc.health.v1.Health");
    }
  }

  private static List<String> reflectedBy(RunningServer server)
      throws InterruptedException, StatusException {
    var call = ServerReflectionGrpc.newBlockingV2Stub(server.channel()).serverReflectionInfo();
    call.write(ServerReflectionRequest.newBuilder().setListServices("").build());
    return call.read().getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }
}
