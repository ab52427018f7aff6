package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.server.RunningServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused leaves the works as they were.
class RefusalsTest {
  private static final String UNKNOWN_ID = "0198c7aa-1111-7000-8000-000000000001";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
    server.works().submit(nap(sleep(0)));
  }

  static Stream<Arguments> badRequests() {
    var sleep = sleep(0);
    return Stream.of(
        Arguments.of("no blocks", WorkReq.newBuilder().setName("Nap").build()),
        Arguments.of("a block without jobs", nap()),
        Arguments.of("an unknown job", nap(sleep.toBuilder().setName("nonsense").build())),
        Arguments.of("an unknown argument", nap(sleep.toBuilder().putArgs("minutes", "1").build())),
        Arguments.of("a missing argument", nap(sleep.toBuilder().clearArgs().build())),
        Arguments.of("an ill-typed one", nap(sleep.toBuilder().putArgs("seconds", "x").build())),
        Arguments.of("an unknown name", nap(sleep).toBuilder().setName("Unheard").build()),
        Arguments.of("control characters", nap(sleep).toBuilder().setName("Nap\u0007").build()),
        Arguments.of(
            "10,001 jobs",
            WorkReq.newBuilder()
                .setName("Nap")
                .addBlocks(Block.newBuilder().addAllJobs(Collections.nCopies(10_001, sleep)))
                .build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void a_bad_request_stores_nothing(String what, WorkReq request) {
    var before = server.works().list(ListReq.getDefaultInstance());

    assertThat(Requests.refusalOf(() -> server.works().submit(request)).getStatus().getCode())
        .as(what)
        .isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);

    assertThat(server.works().list(ListReq.getDefaultInstance())).isEqualTo(before);
  }

  static Stream<Arguments> badBodies() {
    var deep = "[".repeat(10_000) + "]".repeat(10_000);
    return Stream.of(
        Arguments.of(
            "invalid UTF-8", "{\"name\":\"Nap\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1)),
        Arguments.of("JSON too deep", deep.getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("half of JSON", "{\"name\":\"Nap\"".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void a_bad_body_stores_nothing(String what, byte[] body) {
    var before = server.works().list(ListReq.getDefaultInstance());

    assertThat(post(body).statusCode()).as(what).isEqualTo(400);

    assertThat(server.works().list(ListReq.getDefaultInstance())).isEqualTo(before);
  }

  private static HttpResponse<String> post(byte[] body) {
    return server.send(
        server
            .request("/v1/works", "content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  @Test
  void an_exec_of_what_is_none_or_has_run_changes_nothing() {
    var id = server.works().submit(nap(sleep(0))).getId();
    server.works().exec(exec(id));
    var ended = server.works().status(atEnd(id));
    var before = server.works().list(ListReq.getDefaultInstance());

    for (var bad : new String[] {UNKNOWN_ID, "", "../../etc/passwd", id + "0", id}) {
      assertThat(Requests.refusalOf(() -> server.works().exec(exec(bad)))).isNotNull();
    }

    assertThat(server.works().list(ListReq.getDefaultInstance())).isEqualTo(before);
    assertThat(server.works().status(atEnd(id))).isEqualTo(ended);
  }
}
