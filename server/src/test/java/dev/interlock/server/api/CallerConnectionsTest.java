package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.GetSelfReq;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.server.RunningServer;
import dev.interlock.server.identity.TestIssuer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many connections a caller may have, and what becomes of those of one who is banned.
class CallerConnectionsTest {
  private static final int MAX = 2;
  private static final String RIGHTS =
      """
      {
        "Roles": ["viewer", "submitter", "stop"],
        "Works": ["*"],
        "Principals": ["test:ann", "test:bob", "local"]
      }
      """;

  private TestIssuer issuer;
  @AutoClose private RunningServer server;
  private final List<ManagedChannel> connections = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path folder) {
    issuer = new TestIssuer(folder);
    var args = new ArrayList<>(List.of(issuer.settings()));
    args.add("--caller-connections-max=" + MAX);
    server = RunningServer.in(folder, args.toArray(String[]::new));
    server.writeRights(RIGHTS);
    await().until(() -> code(connection("ann")) == Code.OK);
    close();
  }

  @AfterEach
  void close() {
    connections.forEach(ManagedChannel::shutdownNow);
    connections.clear();
  }

  /// One that is somebody's own.
  private Channel connection(String who) {
    var connection =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    connections.add(connection);
    var headers = RunningServer.authorization("Bearer " + issuer.token(who, "all"));
    return ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static StatusRuntimeException refusal(Channel connection) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            IdentityServiceGrpc.newBlockingStub(connection)
                .getSelf(GetSelfReq.getDefaultInstance()));
  }

  private static Code code(Channel connection) {
    var refusal = refusal(connection);
    return refusal == null ? Code.OK : refusal.getStatus().getCode();
  }

  @Test
  void one_more_than_a_caller_may_have_takes_nothing_but_a_pull_of_the_emergency_stop() { // F58
    for (var connection : List.of(connection("ann"), connection("ann"))) {
      await().until(() -> code(connection) == Code.OK);
    }
    var oneMore = connection("ann");

    var refusal = refusal(oneMore);

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(Requests.reason(refusal)).isEqualTo("TOO_MANY_OF_YOURS");
    assertThat(Requests.details(refusal, RetryInfo.class)).hasSize(1);
    assertThat(refusal)
        .hasMessageContaining("more than 2 connections")
        .hasMessageContaining("caller-connections-max");
    var stop = StopReq.newBuilder().setName("Nap").setReason("fire").build();
    assertThat(EmergencyStopServiceGrpc.newBlockingStub(oneMore).stop(stop).getStored()).isTrue();
    assertThat(code(connection("bob"))).isEqualTo(Code.OK);

    connections.getFirst().shutdownNow();
    connections.get(1).shutdownNow();
    await().until(() -> code(oneMore) == Code.OK);
  }

  @Test
  void nothing_else_is_read_or_served_on_one_too_many_and_it_ends() throws Exception {
    for (var connection : List.of(connection("ann"), connection("ann"))) {
      await().until(() -> code(connection) == Code.OK);
    }
    for (var request :
        List.of(
            "POST /v1/works HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n",
            "GET /metrics HTTP/1.1\r\n")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(3_000); // sooner than the request's time is over
        var token = issuer.token("ann", "all");
        socket
            .getOutputStream()
            .write(
                (request + "host: 127.0.0.1\r\nauthorization: Bearer " + token + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(answer).startsWith("HTTP/1.1 429").contains("TOO_MANY_OF_YOURS");
      }
    }
  }

  @Test
  void one_who_is_known_keeps_a_connection_that_is_idle() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(17_000); // whom nobody knows is sent away after 15
      var token = issuer.token("ann", "all");
      var ask =
          "GET /v1/self HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + token + "\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));

      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void one_who_is_banned_loses_the_connections_that_they_have() throws Exception { // F72
    var anns = connection("ann");
    var bobs = connection("bob");
    var works = WorkServiceGrpc.newBlockingStub(anns);
    var id = works.submit(Requests.nap(Requests.sleep(1))).getId();
    var watch = works.watch(WatchReq.newBuilder().setId(id).build());
    assertThat(watch.hasNext()).isTrue();
    assertThat(code(bobs)).isEqualTo(Code.OK);

    server.writeRights("{\"Banned\": [\"test:ann\"]}\n" + RIGHTS);

    var cut =
        catchThrowableOfType(StatusRuntimeException.class, () -> watch.forEachRemaining(_ -> {}));
    assertThat(cut.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(anns))
        .hasMessageContaining("UNAUTHENTICATED")
        .hasMessageContaining("banned");
    assertThat(code(bobs)).isEqualTo(Code.OK);

    server.writeRights(RIGHTS);
    await().until(() -> code(anns) == Code.OK);
  }
}
