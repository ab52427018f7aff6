package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.DenyReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.StopWorkReq;
import dev.interlock.api.v1.UnknownJobs;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.CallFailed.Kind;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorkVerbsTest {
  private static final List<String> JOBS = List.of("blocks[0].jobs[1]", "blocks[2].jobs[0]");
  private static final Edit EDIT = Edit.newBuilder().setPath("desc").setSet("again").build();

  private final ScriptedServer server = ScriptedServer.start();
  private final InterlockClient client =
      InterlockClient.of(
          new ClientSettings(
              server.address(),
              Credentials.NONE,
              Duration.ofSeconds(30),
              Duration.ofMinutes(1),
              new RetryPlan(5, Duration.ofMillis(1), Duration.ofMillis(1)),
              RetryPlan.RECONNECTS,
              new BreakerPlan(1000, 100, Duration.ofSeconds(1))));

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  /// A verb as it is called, and the request that is to arrive for it, but for the `request_id`.
  ///
  /// @param name on the wire
  record Case(String name, BiFunction<WorkVerbs, String, Message> call, Message request) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> verbs() {
    return Stream.of(
        new Case(
            "Pause",
            (on, id) -> on.pause(id, "why"),
            PauseReq.newBuilder().setReason("why").build()),
        new Case(
            "Resume",
            (on, id) -> on.resume(id, "why"),
            ResumeReq.newBuilder().setReason("why").build()),
        new Case(
            "StopWork",
            (on, id) -> on.stop(id, "why"),
            StopWorkReq.newBuilder().setReason("why").build()),
        new Case(
            "Cancel",
            (on, id) -> on.cancel(id, "why"),
            CancelReq.newBuilder().setReason("why").build()),
        new Case(
            "Kill", (on, id) -> on.kill(id, "why"), KillReq.newBuilder().setReason("why").build()),
        new Case(
            "SkipJob",
            (on, id) -> on.skipJobs(id, JOBS, "why"),
            SkipJobReq.newBuilder().setReason("why").addAllJobs(JOBS).build()),
        new Case(
            "ResolveJob",
            (on, id) -> on.resolveJobs(id, JOBS, Resolution.RESOLUTION_DONE, "why"),
            ResolveJobReq.newBuilder()
                .setReason("why")
                .addAllJobs(JOBS)
                .setAs(Resolution.RESOLUTION_DONE)
                .build()),
        new Case(
            "SetLimit",
            (on, id) -> on.setLimit(id, 0, 10, "why"),
            SetLimitReq.newBuilder().setReason("why").setBlock(0).setLimit(10).build()),
        new Case(
            "Approve",
            (on, id) -> on.approve(id, "c0ffee", "why"),
            ApproveReq.newBuilder().setReason("why").setPlanHash("c0ffee").build()),
        new Case(
            "Deny", (on, id) -> on.deny(id, "why"), DenyReq.newBuilder().setReason("why").build()),
        new Case(
            "RetryFailed",
            (on, id) -> on.retryFailed(id, UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT, "why"),
            RetryFailedReq.newBuilder()
                .setReason("why")
                .setUnknown(UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT)
                .build()),
        new Case(
            "Clone",
            (on, id) -> on.clone(id, List.of(EDIT), "why"),
            CloneReq.newBuilder().setReason("why").addEdits(EDIT).build()));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void a_verb_is_tried_again_with_the_same_request_id_and_each_call_has_its_own(Case verb) {
    var answer = answerTo(verb.name());
    server.refuse(verb.name(), Status.UNAVAILABLE).answer(verb.name(), answer);

    assertThat(verb.call().apply(client.verbs(), "w1")).isEqualTo(answer);
    assertThat(verb.call().apply(client.verbs(), "w1")).isEqualTo(answer);

    var requests = server.requests(verb.name(), Message.class);
    assertThat(requests).hasSize(3);
    assertThat(requests.get(0)).isEqualTo(requests.get(1)).isNotEqualTo(requests.get(2));
    for (var request : requests) {
      var requestId = request.getDescriptorForType().findFieldByName("request_id");
      var id = request.getDescriptorForType().findFieldByName("id");
      assertThat((String) request.getField(requestId)).hasSize(36);
      assertThat(request.getField(id)).isEqualTo("w1");
      assertThat(request.toBuilder().clearField(requestId).clearField(id).build())
          .isEqualTo(verb.request());
    }
  }

  private static Message answerTo(String call) {
    return switch (call) {
      case "RetryFailed", "Clone" -> WorkResp.newBuilder().setId("w2").build();
      default -> VerbResp.newBuilder().setState(WorkState.WORK_STATE_PAUSED).build();
    };
  }

  @Test
  void every_verb_of_the_service_is_there() {
    var names = new HashSet<>(verbs().map(Case::name).toList());
    var calls =
        dev.interlock.api.v1.Work.getDescriptor().findServiceByName("WorkService").getMethods();

    assertThat(
            calls.stream()
                .filter(call -> call.getInputType().findFieldByName("reason") != null)
                .map(call -> call.getName()))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void a_verb_that_the_state_forbids_fails_as_not_now() {
    server.refuse(
        "Pause", Status.FAILED_PRECONDITION.withDescription("work w1: it has ended; clone it"));

    var failed = failureOf(() -> client.verbs().pause("w1", "why"));

    assertThat(failed.kind()).isEqualTo(Kind.NOT_NOW);
    assertThat(failed).hasMessage("work w1: it has ended; clone it");
    assertThat(server.calls("Pause")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "edits[3].path, INVALID",
    "reason, INVALID",
    "request_id, INVALID",
    "blocks[2].jobs[7].args.site, REFUSED",
    "name, REFUSED",
    "'', REFUSED"
  })
  void a_clone_is_refused_for_the_request_and_invalid_for_the_call(String path, Kind kind) {
    server.refuse(
        "Clone",
        Status.INVALID_ARGUMENT,
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder().setField(path).setDescription("is wrong"))
            .build());

    var failed = failureOf(() -> client.verbs().clone("w1", List.of(EDIT), "why"));

    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.violations()).hasSize(1);
  }

  @Test
  void a_request_comes_back_as_it_can_be_submitted() {
    var request = WorkReq.newBuilder().setName("Erase").build();
    server.answer("GetRequest", request);

    assertThat(client.request("w1")).isEqualTo(request);
    assertThat(server.requests("GetRequest", GetRequestReq.class))
        .containsExactly(GetRequestReq.newBuilder().setId("w1").build());
  }

  private static CallFailed failureOf(Runnable call) {
    return catchThrowableOfType(CallFailed.class, call::run);
  }
}
