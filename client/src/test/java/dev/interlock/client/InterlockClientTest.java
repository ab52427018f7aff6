package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.client.CallFailed.Kind;
import dev.interlock.plugin.Violation;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InterlockClientTest {
  private static final RetryPlan QUICK = plan(5, Duration.ofMillis(1), Duration.ofSeconds(2));
  private static final BreakerPlan TOLERANT = new BreakerPlan(1000, 100, Duration.ofSeconds(1));

  private final ScriptedServer server = ScriptedServer.start();
  private final List<InterlockClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(InterlockClient::close);
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"})
  void tries_again_after_a_passing_failure_with_the_same_request_id(Status.Code code) {
    server
        .refuse("Submit", code.toStatus())
        .refuse("Submit", code.toStatus())
        .answer("Submit", WorkResp.newBuilder().setId("w1").build());

    var answer = client().submit(WorkReq.newBuilder().setName("Erase").build());

    assertThat(answer.getId()).isEqualTo("w1");
    var requests = server.requests("Submit", WorkReq.class);
    assertThat(requests).hasSize(3);
    assertThat(new HashSet<>(requests)).hasSize(1);
    assertThat(requests.getFirst().getRequestId()).hasSize(36);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OK", "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"})
  void does_not_try_again_after_any_other_failure(Status.Code code) {
    server.refuse("Exec", code.toStatus().withDescription("no"));

    var failed = failureOf(() -> client().exec("w1"));

    assertThat(failed.code()).isEqualTo(code);
    assertThat(server.calls("Exec")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, INVALID",
    "ABORTED, STOPPED",
    "NOT_FOUND, NOT_FOUND",
    "ALREADY_EXISTS, ALREADY",
    "FAILED_PRECONDITION, NOT_NOW",
    "PERMISSION_DENIED, DENIED",
    "UNAUTHENTICATED, DENIED",
    "RESOURCE_EXHAUSTED, BUSY",
    "UNAVAILABLE, UNREACHABLE",
    "DEADLINE_EXCEEDED, UNREACHABLE",
    "INTERNAL, SERVER_FAULT",
    "UNIMPLEMENTED, SERVER_FAULT"
  })
  void says_what_kind_of_failure_it_is(Status.Code code, Kind kind) {
    server.refuse("Status", code.toStatus().withDescription("because"));

    var failed = failureOf(() -> client().status("w1"));

    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.getMessage()).isNotBlank();
  }

  @Test
  void every_call_that_changes_something_has_a_request_id_of_its_own() {
    server.answer("Exec", ExecResp.getDefaultInstance());
    server.answer("Stop", StopResp.getDefaultInstance());
    server.answer("Go", GoResp.getDefaultInstance());
    server.answer("Submit", WorkResp.getDefaultInstance());
    var client = client();

    client.exec("w1");
    client.exec("w1");
    client.stop("all", "smoke");
    client.go("all", "no smoke");
    client.submit(WorkReq.getDefaultInstance());

    var ids = new HashSet<String>();
    server.requests("Exec", ExecReq.class).forEach(one -> ids.add(one.getRequestId()));
    server.requests("Stop", StopReq.class).forEach(one -> ids.add(one.getRequestId()));
    server.requests("Go", GoReq.class).forEach(one -> ids.add(one.getRequestId()));
    server.requests("Submit", WorkReq.class).forEach(one -> ids.add(one.getRequestId()));
    assertThat(ids).hasSize(5).doesNotContain("");
  }

  @Test
  void a_work_can_be_executed_for_later() {
    server.answer("Exec", ExecResp.getDefaultInstance());

    client().exec("w1");
    client().exec("w1", Instant.ofEpochSecond(1_800_000_000, 5));

    var requests = server.requests("Exec", ExecReq.class);
    assertThat(requests.getFirst().hasStartAt()).isFalse();
    assertThat(requests.getLast().getStartAt())
        .isEqualTo(Timestamp.newBuilder().setSeconds(1_800_000_000).setNanos(5).build());
    assertThat(requests.getLast().getRequestId()).hasSize(36);
  }

  @Test
  void leaves_a_request_id_that_the_caller_chose_alone() {
    server.answer("Submit", WorkResp.getDefaultInstance());

    client().submit(WorkReq.newBuilder().setRequestId("mine").build());

    assertThat(server.requests("Submit", WorkReq.class).getFirst().getRequestId())
        .isEqualTo("mine");
  }

  @Test
  void gives_up_after_as_many_attempts_as_the_plan_allows() {
    server.refuse("Status", Status.UNAVAILABLE.withDescription("going down"));

    var failed = failureOf(() -> client().status("w1"));

    assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failed).hasMessage(server.address() + " cannot be reached: going down");
    assertThat(server.calls("Status")).isEqualTo(5);
  }

  @Test
  void tells_every_violation_with_its_path() {
    server.refuse(
        "Submit",
        Status.INVALID_ARGUMENT.withDescription("2 violations"),
        BadRequest.newBuilder()
            .addFieldViolations(violation("blocks[0]", "has no jobs"))
            .addFieldViolations(violation("blocks[1].jobs[3].args.site", "is missing"))
            .build());

    var failed = failureOf(() -> client().submit(WorkReq.getDefaultInstance()));

    assertThat(failed.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failed).hasMessage("2 violations");
    assertThat(failed.violations())
        .containsExactly(
            new Violation("blocks[0]", "has no jobs"),
            new Violation("blocks[1].jobs[3].args.site", "is missing"));
  }

  @Test
  void a_malformed_id_is_no_refusal_of_the_work_request() {
    var noId = BadRequest.newBuilder().addFieldViolations(violation("id", "is no id")).build();
    server.refuse("Exec", Status.INVALID_ARGUMENT, noId);
    server.refuse("Status", Status.INVALID_ARGUMENT, noId);

    assertThat(failureOf(() -> client().exec("x")).kind()).isEqualTo(Kind.INVALID);
    assertThat(failureOf(() -> client().status("x")).kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void waits_at_least_as_long_as_the_server_asks() {
    var asked = Duration.ofMillis(300);
    var times = new ArrayList<Long>();
    server.on(
        "Status",
        (_, out) -> {
          times.add(System.nanoTime());
          out.onError(busy(asked));
        });
    server.on(
        "Status",
        (_, out) -> {
          times.add(System.nanoTime());
          out.onNext(StatusResp.getDefaultInstance());
          out.onCompleted();
        });

    client().status("w1");

    assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(asked);
  }

  @Test
  void does_not_wait_for_a_server_that_asks_for_more_patience_than_the_plan_has() {
    server.on("Status", (_, out) -> out.onError(busy(Duration.ofHours(1))));

    var failed = failureOf(() -> client().status("w1"));

    assertThat(failed.kind()).isEqualTo(Kind.BUSY);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(server.calls("Status")).isEqualTo(1);
  }

  @Test
  void a_call_that_is_never_answered_ends_with_its_deadline() {
    server.on("Status", (_, _) -> {});
    var settings = settings(plan(1), TOLERANT).withDeadline(Duration.ofMillis(200));

    var failed = failureOf(() -> client(settings).status("w1"));

    assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failed).hasMessage(server.address() + " did not answer Status within 200 ms");
  }

  @Test
  void waiting_for_the_end_of_a_work_has_that_much_more_time() {
    server.on(
        "Status",
        (request, out) -> {
          assertThat(((StatusReq) request).getWaitUntilEnded().getSeconds()).isEqualTo(60);
          out.onNext(StatusResp.newBuilder().setSeq(9).build());
          out.onCompleted();
        });

    var status = client().statusOnceEnded("w1", Duration.ofMinutes(1));

    assertThat(status.getSeq()).isEqualTo(9);
  }

  @Test
  void reaches_a_server_that_came_back_with_the_next_call() {
    server.answer("Status", StatusResp.newBuilder().setSeq(7).build());
    var client = client(settings(plan(1), TOLERANT));
    client.status("w1");
    server.die();
    await()
        .untilAsserted(() ->
            assertThat(failureOf(() -> client.status("w1")))
                .hasMessageStartingWith(server.address() + " cannot be reached: ")
                .hasMessageContaining("connection refused; is a server running there?"));

    server.startAgain();

    assertThat(client.status("w1").getSeq()).isEqualTo(7);
  }

  @Test
  void an_interrupted_thread_stops_waiting_and_stays_interrupted() throws Exception {
    var asked = new CountDownLatch(1);
    server.on("Status", (_, _) -> asked.countDown());
    var client = client();
    var failures = new ArrayList<Kind>();
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              failures.add(failureOf(() -> client.status("w1")).kind());
              if (Thread.currentThread().isInterrupted()) {
                failures.add(Kind.INTERRUPTED);
              }
            });
    asked.await();

    caller.interrupt();
    caller.join();

    assertThat(failures).containsExactly(Kind.INTERRUPTED, Kind.INTERRUPTED);
  }

  @Test
  void jobs_come_from_as_many_pages_as_there_are() {
    server.on("GetJobs", page(List.of("a", "b"), "t1"));
    server.on("GetJobs", page(List.of(), "t2"));
    server.on("GetJobs", page(List.of("c"), ""));

    var jobs = client().jobs(GetJobsReq.newBuilder().setId("w1").setPageSize(2).build());

    assertThat(jobs.map(JobStatus::getName)).containsExactly("a", "b", "c");
    assertThat(server.requests("GetJobs", GetJobsReq.class))
        .extracting(GetJobsReq::getPageToken)
        .containsExactly("", "t1", "t2");
  }

  @Test
  void a_page_is_fetched_only_when_it_is_needed() {
    var works = ListResp.newBuilder().setNextPageToken("t1");
    works.addWorks(WorkSummary.newBuilder().setId("w2")).addWorks(WorkSummary.newBuilder());
    server.answer("List", works.build());

    var first = client().works(ListReq.getDefaultInstance()).findFirst();

    assertThat(first.map(WorkSummary::getId)).contains("w2");
    assertThat(server.calls("List")).isEqualTo(1);
  }

  @Test
  void asks_for_jobs_only_when_told_to() {
    server.answer("Status", StatusResp.getDefaultInstance());
    var client = client();

    client.status("w1");
    client.fullStatus("w1");

    assertThat(server.requests("Status", StatusReq.class))
        .extracting(StatusReq::getView)
        .containsExactly(StatusView.STATUS_VIEW_UNSPECIFIED, StatusView.STATUS_VIEW_FULL);
  }

  @Test
  void closing_twice_does_no_harm() {
    var client = client();

    client.close();
    client.close();

    assertThat(failureOf(() -> client.status("w1")).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  private InterlockClient client() {
    return client(settings(QUICK, TOLERANT));
  }

  private InterlockClient client(ClientSettings settings) {
    var client = InterlockClient.of(settings);
    clients.add(client);
    return client;
  }

  private ClientSettings settings(RetryPlan retries, BreakerPlan breaker) {
    return new ClientSettings(
        server.address(),
        Credentials.NONE,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        retries,
        retries,
        breaker);
  }

  private static RetryPlan plan(int attemptsMax) {
    return plan(attemptsMax, Duration.ofMillis(1), Duration.ofMillis(1));
  }

  private static RetryPlan plan(int attemptsMax, Duration first, Duration max) {
    return new RetryPlan(attemptsMax, first, max);
  }

  private static CallFailed failureOf(Runnable call) {
    return catchThrowableOfType(CallFailed.class, call::run);
  }

  private static RuntimeException busy(Duration retryAfter) {
    return ScriptedServer.detailed(
        Status.RESOURCE_EXHAUSTED,
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(retryAfter.toSeconds())
                    .setNanos(retryAfter.toNanosPart()))
            .build());
  }

  private static ScriptedServer.Answer page(List<String> names, String next) {
    var page = GetJobsResp.newBuilder().setNextPageToken(next);
    names.forEach(name -> page.addJobs(JobStatus.newBuilder().setName(name)));
    return (_, out) -> {
      out.onNext(page.build());
      out.onCompleted();
    };
  }

  private static BadRequest.FieldViolation violation(String path, String message) {
    return BadRequest.FieldViolation.newBuilder().setField(path).setDescription(message).build();
  }
}
