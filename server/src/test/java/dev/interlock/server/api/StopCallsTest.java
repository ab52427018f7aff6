package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.HeldBack;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopSource;
import dev.interlock.api.v1.StopSourceState;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopCallsTest {
  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() {
    server = RunningServer.in(folder, "--stops-poll", "500ms"); // as by default
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void stops_running_works_within_a_second_of_an_edit_and_says_so() {
    var id = running();

    server.writeStops("{\"Name\": \"Nap\", \"Status\": \"stop\"}");

    await()
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> server.works().status(whole(id)).getState() == WorkState.WORK_STATE_ES_STOPPED);
    var status = server.works().status(whole(id));
    assertThat(status.getWasEsStopped()).isTrue();
    assertThat(status.getReason()).contains("the file says stop for Nap");
    assertThat(status.getBlocks(0).getJobs(0).getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(code(() -> server.works().submit(nap(sleep(0))))).isEqualTo(Code.ABORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"Name\": \"Other\", \"Status\": \"go\"}", "{broken", "[]"})
  void stops_what_an_erased_or_broken_entry_no_longer_lets_go(String text) {
    var id = running();

    server.writeStops(text);

    await()
        .until(
            () -> server.works().status(whole(id)).getState() == WorkState.WORK_STATE_ES_STOPPED);
    assertThat(code(() -> server.works().submit(nap(sleep(0))))).isEqualTo(Code.ABORTED);
    server.letNapsGo();
    await().ignoreExceptions().untilAsserted(() -> server.works().submit(nap(sleep(0))));
    assertThat(server.works().status(whole(id)).getState())
        .isEqualTo(WorkState.WORK_STATE_ES_STOPPED);
  }

  @Test
  void stops_everything_when_the_file_is_removed() throws IOException {
    var id = running();

    Files.delete(folder.resolve("es.json"));

    await()
        .until(
            () -> server.works().status(whole(id)).getState() == WorkState.WORK_STATE_ES_STOPPED);
    assertThat(server.stops().listStops(ListStopsReq.getDefaultInstance()).getSourcesList())
        .anyMatch(
            source -> source.getSource().equals("file") && source.getProblem().contains("exist"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nap", "all"})
  void stops_and_lets_go_by_call(String name) {
    var id = running();

    var stopped =
        server.stops().stop(StopReq.newBuilder().setName(name).setReason("smoke").build());

    assertThat(stopped.getWorksStopped()).isOne();
    assertThat(stopped.getStored()).isTrue();
    await()
        .until(
            () -> server.works().status(whole(id)).getState() == WorkState.WORK_STATE_ES_STOPPED);
    assertThat(server.works().status(whole(id)).getReason()).contains("smoke", "local");
    assertThat(code(() -> server.works().submit(nap(sleep(0))))).isEqualTo(Code.ABORTED);

    var verdict = server.stops().go(GoReq.newBuilder().setName(name).setReason("no fire").build());

    assertThat(verdict.getVerdict().getStopped()).isFalse();
    server.works().submit(nap(sleep(0)));
  }

  @Test
  void does_not_overrule_the_file_by_a_call() {
    server.writeStops("");

    await()
        .until(() ->
            server
                .stops()
                .go(GoReq.newBuilder().setName("Nap").setReason("please").build())
                .getVerdict()
                .getStopped());
  }

  @Test
  void shows_who_stopped_what_and_why() {
    server.stops().stop(StopReq.newBuilder().setName("Nap").setReason("smoke").build());

    assertThat(server.stops().listStops(ListStopsReq.getDefaultInstance()).getEntriesList())
        .anySatisfy(entry -> {
          assertThat(entry.getName()).isEqualTo("Nap");
          assertThat(entry.getSource()).isEqualTo("database");
          assertThat(entry.getStatus()).isEqualTo("stop");
          assertThat(entry.getReason()).isEqualTo("smoke");
          assertThat(entry.getActor()).isEqualTo("local");
          assertThat(entry.hasSince()).isTrue();
        });
  }

  @Test
  void wants_a_name_and_a_reason_and_takes_nothing_for_everything() {
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> server.stops().stop(StopReq.getDefaultInstance()));

    assertThat(violations(refused))
        .anyMatch(one -> one.startsWith("name: "))
        .anyMatch(one -> one.startsWith("reason: "));
    var id = running();
    assertThat(server.works().status(whole(id)).getState())
        .isIn(WorkState.WORK_STATE_WAITING, WorkState.WORK_STATE_RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"All", "ALL", "aLl"})
  void refuses_what_differs_from_all_only_by_case_and_says_what_to_write(String name) {
    var stop = StopReq.newBuilder().setName(name).setReason("smoke").build();
    var go = GoReq.newBuilder().setName(name).setReason("no fire").build();

    assertThat(violations(refusal(() -> server.stops().stop(stop))))
        .containsExactly(
            "name: is \"%s\"; write \"all\", in small letters, for every work".formatted(name));
    assertThat(violations(refusal(() -> server.stops().go(go)))).hasSize(1);
    assertThat(entries()).extracting(StopEntry::getName).containsExactly("Nap");
    var work = nap(sleep(0)).toBuilder().setName(name).build();
    assertThat(violations(refusal(() -> server.works().submit(work))))
        .anyMatch(one -> one.startsWith("name: is what the emergency stop calls every work"));
  }

  @Test
  void says_of_a_file_that_breaks_that_it_holds_and_then_that_it_stops() {
    assertThat(source("file").getState()).isEqualTo(StopSourceState.STOP_SOURCE_STATE_OK);
    assertThat(source("file").hasSince()).isFalse();

    server.writeStops("{broken");

    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> source("file").getState() == StopSourceState.STOP_SOURCE_STATE_HOLDS);
    var held = source("file");
    await().until(() -> source("file").getState() == StopSourceState.STOP_SOURCE_STATE_STOPS);
    assertThat(held.getProblem()).contains("es.json").isEqualTo(source("file").getProblem());
    assertThat(held.getSince()).isEqualTo(source("file").getSince());
    assertThat(source("database").getState()).isEqualTo(StopSourceState.STOP_SOURCE_STATE_OK);
  }

  @Test
  void counts_each_work_that_is_held_back_once_and_only_when_asked() {
    for (int i = 0; i < 3; i++) {
      server.works().submit(nap(sleep(0)));
    }
    var count = ListStopsReq.newBuilder().setCountHeldBack(true).build();
    assertThat(server.stops().listStops(count).getHeldBack())
        .isEqualTo(HeldBack.newBuilder().addUnendedNames("Nap").build());

    server.stops().stop(StopReq.newBuilder().setName("Nap").setReason("smoke").build());
    server.writeStops("{\"Name\": \"Nap\", \"Status\": \"stop\"}");
    await().until(() -> entries().stream().noneMatch(entry -> entry.getStatus().equals("go")));

    assertThat(entries()).hasSize(2);
    assertThat(server.stops().listStops(count).getHeldBack().getWorks()).isEqualTo(3);
    assertThat(server.get("/v1/stops?count_held_back=true").body())
        .contains("\"heldBack\":{\"works\":3,\"orMore\":false,");
    assertThat(server.get("/v1/stops").body()).doesNotContain("heldBack");
  }

  private List<StopEntry> entries() {
    return server.stops().listStops(ListStopsReq.getDefaultInstance()).getEntriesList();
  }

  private StopSource source(String name) {
    return server.stops().listStops(ListStopsReq.getDefaultInstance()).getSourcesList().stream()
        .filter(source -> source.getSource().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String running() {
    var id = server.works().submit(nap(sleep(3600))).getId();
    server.works().exec(exec(id));
    await()
        .until(() -> server.works().status(whole(id)).getState() == WorkState.WORK_STATE_RUNNING);
    return id;
  }

  private static Code code(ThrowingCallable call) {
    return refusal(call).getStatus().getCode();
  }

  private static StatusRuntimeException refusal(ThrowingCallable call) {
    var refused = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refused).as("a refusal").isNotNull();
    return refused;
  }
}
