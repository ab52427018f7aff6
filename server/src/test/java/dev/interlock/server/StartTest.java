package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.store.sql.StoreNotOpened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartTest {
  @TempDir Path folder;

  @Test
  void goes_on_after_a_restart_with_what_ran_before() {
    String id;
    try (var first = RunningServer.in(folder)) {
      id = first.works().submit(RunningServer.nap(3600)).getId();
      var second = first.works().submit(RunningServer.nap(0)).getId();
      first.works().exec(ExecReq.newBuilder().setId(id).build());
      first.works().exec(ExecReq.newBuilder().setId(second).build());
      await().until(() -> first.state(id) == WorkState.WORK_STATE_RUNNING);
      await().until(() -> first.state(second) == WorkState.WORK_STATE_COMPLETED);
    }

    try (var again = RunningServer.in(folder)) {
      await().until(() -> again.state(id) == WorkState.WORK_STATE_RUNNING);
      var request = StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build();
      // the attempt that the shutdown ended is shown, and the one that took its place
      await()
          .until(
              () -> again.works().status(request).getBlocks(0).getJobs(0).getAttemptsCount() == 2);
    }
  }

  @Test
  void refuses_a_second_server_on_the_same_database() {
    try (var first = RunningServer.in(folder)) {
      assertThatThrownBy(() -> RunningServer.in(folder))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("work.db");
      assertThat(first.get("/healthz").statusCode()).isEqualTo(200);
    }
    RunningServer.in(folder).close();
  }

  @Test
  void refuses_a_port_that_is_taken_and_leaves_the_database_alone(@TempDir Path other) {
    try (var first = RunningServer.in(folder)) {
      var port = "--listen=127.0.0.1:" + first.port();

      assertThatThrownBy(() -> RunningServer.in(other, port))
          .rootCause()
          .hasMessageContaining("in use");
    }
    RunningServer.in(other).close();
  }

  @Test
  void refuses_a_damaged_database() throws IOException {
    RunningServer.in(folder).close();
    var database = folder.resolve("data/work.db");
    Files.write(database, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    assertThatThrownBy(() -> RunningServer.in(folder))
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining("work.db");
  }

  static Stream<Arguments> badPolicies() {
    return Stream.of(
        Arguments.of("{", "line 1"),
        Arguments.of("{\"Name\": \"Nap\"}", "Policies is missing"),
        Arguments.of("{\"Name\": \"Nap\", \"Policies\": [{\"Name\": \"x\"}]}", "no policy \"x\""));
  }

  @ParameterizedTest
  @MethodSource("badPolicies")
  void refuses_policies_that_it_cannot_read(String text, String saying) throws IOException {
    Files.writeString(folder.resolve("policies.json"), text);

    assertThatThrownBy(() -> RunningServer.in(folder))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining(saying)
        .hasMessageContaining("policies.json");
  }

  @Test
  void refuses_an_issuer_whose_secret_it_cannot_read() {
    assertThatThrownBy(() ->
            RunningServer.in(
                folder,
                "--issuers.corp.issuer=https://corp.test",
                "--issuers.corp.audience=interlock",
                "--issuers.corp.keys=keys.json",
                "--issuers.corp.sign-in-at=https://corp.test/authorize",
                "--issuers.corp.tokens-at=https://corp.test/token",
                "--issuers.corp.name-claim=sub",
                "--issuers.corp.client-id=0oa1",
                "--issuers.corp.client-secret=nowhere",
                "--issuers.corp.page=https://interlock.test/"))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("issuers.corp.client-secret: ")
        .hasMessageContaining("nowhere cannot be read");
  }

  @Test
  void starts_without_a_file_of_the_emergency_stop_and_runs_nothing() throws IOException {
    Files.createDirectory(folder.resolve("es.json"));

    try (var server = RunningServer.in(folder)) {
      assertThat(server.works().check(RunningServer.nap(0)).getStop().getStopped()).isTrue();
      assertThat(server.get("/readyz").body()).contains("es.json is a folder, not a file");
    }
  }

  @Test
  void keeps_a_token_taken_across_a_restart() {
    var token =
        Job.newBuilder()
            .setName("tokenBucket")
            .putArgs("bucket", "one")
            .putArgs("fatal", "true")
            .build();
    var request =
        WorkReq.newBuilder()
            .setName("Nap")
            .addBlocks(Block.newBuilder().setRateLimit(1).addJobs(token))
            .build();
    try (var first = RunningServer.in(folder)) {
      assertThat(ended(first, request)).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    }
    try (var again = RunningServer.in(folder)) {
      assertThat(ended(again, request)).isEqualTo(WorkState.WORK_STATE_FAILED);
    }
  }

  private static WorkState ended(RunningServer server, WorkReq request) {
    var id = server.works().submit(request).getId();
    server.works().exec(ExecReq.newBuilder().setId(id).build());
    var status = StatusReq.newBuilder().setId(id);
    status.getWaitUntilEndedBuilder().setSeconds(30);
    return server.works().status(status.build()).getState();
  }
}
