package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.reason;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.Status;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkCallsTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @Test
  void runs_a_work_and_shows_it_to_the_end() {
    var submitted = server.works().submit(nap(sleep(0), sleep(0)));
    assertThat(submitted.getPlanHash()).matches("[0-9a-f]{64}");
    assertThat(submitted.hasExpiresAt()).isTrue();
    var id = submitted.getId();
    assertThat(server.works().status(whole(id)).getState())
        .isEqualTo(WorkState.WORK_STATE_NOT_STARTED);

    server.works().exec(exec(id));

    var status = server.works().status(atEnd(id));
    assertThat(status.getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(status.getStatus()).isEqualTo(Status.StatusCompleted);
    assertThat(status.getCounts().getCompleted()).isEqualTo(2);
    assertThat(status.getSubmittedBy()).isEqualTo("local");
    var block = status.getBlocks(0);
    assertThat(block.getDesc()).isEqualTo("only block");
    assertThat(block.getJobsList())
        .allSatisfy(job -> {
          assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
          assertThat(job.getArgsMap()).containsEntry("seconds", "0");
          assertThat(job.getAttemptsList()).hasSize(1);
          assertThat(job.getAttempts(0).getReplica())
              .matches(".+:%d-[0-9a-f]{8}".formatted(ProcessHandle.current().pid()));
          assertThat(job.hasStarted()).isTrue();
          assertThat(job.hasEnded()).isTrue();
        });
  }

  @Test
  void runs_sequences_beside_single_jobs_and_shows_where_each_job_is() {
    var block =
        Block.newBuilder()
            .setRateLimit(2)
            .addJobs(sleep(0))
            .addSequences(Sequence.newBuilder().addJobs(sleep(0)).addJobs(sleep(0)))
            .setToleratedPercent(50)
            .setStrictTolerance(true);
    var id = server.works().submit(napOf(block)).getId();
    server.works().exec(exec(id));

    var status = server.works().status(atEnd(id));

    assertThat(status.getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(status.getBlocks(0).getToleratedFailures()).isEqualTo(1);
    assertThat(status.getBlocks(0).getJobsList())
        .extracting(JobStatus::getIndex, JobStatus::hasSequence, JobStatus::getIndexInSequence)
        .containsExactly(tuple(0, false, 0), tuple(1, true, 0), tuple(2, true, 1));
    var first = status.getBlocks(0).getJobs(1);
    var second = status.getBlocks(0).getJobs(2);
    assertThat(Timestamps.compare(first.getEnded(), second.getStarted())).isLessThanOrEqualTo(0);
  }

  @Test
  void refuses_tolerances_and_sequences_that_are_none() {
    var block =
        Block.newBuilder()
            .addSequences(Sequence.newBuilder().addJobs(sleep(0).toBuilder().setName("nonsense")))
            .addSequences(Sequence.getDefaultInstance());
    assertThat(violations(refusalOf(() -> server.works().submit(napOf(block)))))
        .anyMatch(line -> line.startsWith("blocks[0].sequences[0].jobs[0].name: "))
        .anyMatch(line -> line.startsWith("blocks[0].sequences[1].jobs: is empty"));

    var tolerance =
        nap(sleep(0)).toBuilder().setToleratedFailures(-1).setToleratedPercent(101).build();
    assertThat(violations(refusalOf(() -> server.works().submit(tolerance))))
        .containsExactly(
            "tolerated_failures: is -1; it must be at least 0",
            "tolerated_percent: is 101; it must be 0 to 100");
  }

  private static WorkReq napOf(Block.Builder block) {
    return WorkReq.newBuilder().setName("Nap").addBlocks(block).build();
  }

  @Test
  void shows_jobs_only_when_asked_for_them() {
    var id = server.works().submit(nap(sleep(0))).getId();

    var summary = server.works().status(StatusReq.newBuilder().setId(id).build());

    assertThat(summary.getBlocks(0).getJobsList()).isEmpty();
    assertThat(summary.getBlocks(0).getCounts().getNotStarted()).isEqualTo(1);
    assertThat(server.works().status(whole(id)).getBlocks(0).getJobsList()).hasSize(1);
  }

  @Test
  void shows_a_running_work_while_it_runs() {
    var id = running();

    await()
        .untilAsserted(() ->
            assertThat(server.works().status(whole(id)).getBlocks(0).getJobs(0).getState())
                .isEqualTo(JobState.JOB_STATE_RUNNING));
    assertThat(server.works().status(whole(id)).getStatus()).isEqualTo(Status.StatusRunning);
  }

  @Test
  void refuses_exec_twice_but_not_the_repeat_of_one() {
    var id = server.works().submit(nap(sleep(0))).getId();
    var first = exec(id).toBuilder().setRequestId("exec-" + id).build();

    server.works().exec(first);
    server.works().exec(first);

    var twice = refusalOf(() -> server.works().exec(exec(id)));
    assertThat(twice.getStatus().getCode()).isEqualTo(Code.ALREADY_EXISTS);
    assertThat(reason(twice)).isEqualTo("ALREADY_EXECUTED");
  }

  @Test
  void runs_a_work_not_before_exec_says() {
    var startAt = Timestamps.add(Timestamps.now(), Durations.fromSeconds(2));
    var id = server.works().submit(nap(sleep(0))).getId();

    server.works().exec(exec(id).toBuilder().setStartAt(startAt).build());

    assertThat(server.works().status(whole(id)).getState()).isEqualTo(WorkState.WORK_STATE_WAITING);
    var status = server.works().status(atEnd(id));
    assertThat(status.getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(Timestamps.compare(status.getStarted(), startAt)).isGreaterThanOrEqualTo(0);
  }

  @Test
  void a_work_that_is_not_executed_in_time_expires_by_itself(@TempDir Path other) {
    try (var quick = RunningServer.in(other, "--exec-within", "1s")) {
      var id = quick.works().submit(nap(sleep(0))).getId();

      assertThat(quick.works().status(atEnd(id)).getState())
          .isEqualTo(WorkState.WORK_STATE_EXPIRED);

      var refused = refusalOf(() -> quick.works().exec(exec(id)));
      assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(reason(refused)).isEqualTo("EXPIRED");
    }
  }

  @Test
  void gives_the_first_answer_to_a_repeated_submit_and_refuses_another_under_its_id() {
    var request = nap(sleep(0)).toBuilder().setRequestId("one").build();

    var first = server.works().submit(request);

    assertThat(server.works().submit(request)).isEqualTo(first);
    var other = refusalOf(() -> server.works().submit(request.toBuilder().setDesc("x").build()));
    assertThat(other.getStatus().getCode()).isEqualTo(Code.ALREADY_EXISTS);
    assertThat(reason(other)).isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void tells_every_violation_with_its_path() {
    var request =
        nap(
            sleep(0),
            sleep(0).toBuilder().clearArgs().build(),
            sleep(0).toBuilder().putArgs("minutes", "1").build(),
            sleep(0).toBuilder().setName("nonsense").build());

    var refused = refusalOf(() -> server.works().submit(request));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(violations(refused))
        .anyMatch(one -> one.startsWith("blocks[0].jobs[1].args.seconds: is missing"))
        .anyMatch(one -> one.startsWith("blocks[0].jobs[2].args.minutes: is not an argument"))
        .anyMatch(one -> one.startsWith("blocks[0].jobs[3].name: there is no job type"))
        .noneMatch(one -> one.contains("jobs[0]"));
  }

  @Test
  void checks_without_storing() {
    int before = server.works().list(ListReq.newBuilder().setPageSize(500).build()).getWorksCount();

    var good = server.works().check(nap(sleep(0)));
    var bad = server.works().check(nap(sleep(0)).toBuilder().setName("Unheard").build());

    assertThat(good.getViolationsList()).isEmpty();
    assertThat(good.getStop().getStopped()).isFalse();
    assertThat(bad.getViolationsList()).isNotEmpty();
    assertThat(bad.getStop().getStopped()).isTrue();
    assertThat(server.works().list(ListReq.newBuilder().setPageSize(500).build()).getWorksCount())
        .isEqualTo(before);
  }

  @Test
  void refuses_fields_that_it_does_not_know() {
    var later = UnknownFieldSet.newBuilder();
    later.mergeField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build());
    var job = sleep(0).toBuilder().setUnknownFields(later.build()).build();

    var refused = refusalOf(() -> server.works().submit(nap(sleep(0), job)));

    assertThat(violations(refused))
        .singleElement()
        .asString()
        .startsWith("blocks[0].jobs[1]: has the unknown field number [99]");
  }

  @Test
  void takes_a_rate_limit_below_one_as_one_and_refuses_a_negative_tolerance() {
    var block = Block.newBuilder().setRateLimit(-5).addJobs(sleep(0));
    var id =
        server.works().submit(WorkReq.newBuilder().setName("Nap").addBlocks(block).build()).getId();
    assertThat(server.works().status(whole(id)).getBlocks(0).getRateLimit()).isEqualTo(1);

    var negative = WorkReq.newBuilder().setName("Nap").addBlocks(block.setToleratedFailures(-1));
    assertThat(violations(refusalOf(() -> server.works().submit(negative.build()))))
        .containsExactly("blocks[0].tolerated_failures: is -1; it must be at least 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../../etc/passwd", "00000000-0000-0000-0000-00000000000g"})
  void refuses_a_malformed_id(String id) {
    assertThat(refusalOf(() -> server.works().exec(exec(id))).getStatus().getCode())
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusalOf(() -> server.works().status(whole(id))).getStatus().getCode())
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void knows_when_there_is_no_such_work() {
    var id = "0199f000-0000-7000-8000-000000000000";

    assertThat(refusalOf(() -> server.works().exec(exec(id))).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    assertThat(refusalOf(() -> server.works().status(whole(id))).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    assertThat(
            refusalOf(() -> server.works().getJobs(GetJobsReq.newBuilder().setId(id).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void refuses_a_message_that_is_larger_than_the_limit() {
    var large = nap(sleep(0)).toBuilder().setDesc("x".repeat(4 << 20)).build();

    assertThat(refusalOf(() -> server.works().submit(large)).getStatus().getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(server.works().check(nap(sleep(0))).getViolationsList()).isEmpty();
  }

  @Test
  void fits_ten_thousand_violations_into_what_a_client_takes() {
    var block = Block.newBuilder().setRateLimit(1);
    for (int i = 0; i < 10_000; i++) {
      block.addJobs(sleep(0).toBuilder().putArgs("seconds", "ü".repeat(20)));
    }
    var request = WorkReq.newBuilder().setName("Nap").addBlocks(block).build();

    var refused = refusalOf(() -> server.works().submit(request));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(violations(refused)).hasSizeGreaterThan(10);
    assertThat(violations(refused).getLast()).contains("more");
  }

  @Test
  void refuses_more_calls_at_once_than_its_limit(@TempDir Path other) {
    try (var small = RunningServer.in(other, "--calls-max", "1")) {
      var id = small.works().submit(nap(sleep(3600))).getId();
      await().ignoreExceptions().untilAsserted(() -> small.works().exec(exec(id)));
      var watch = small.works().watch(WatchReq.newBuilder().setId(id).build());
      assertThat(watch.next().getSeq()).isPositive();

      var refused = refusalOf(() -> small.works().status(whole(id)));

      assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(Requests.details(refused, RetryInfo.class)).hasSize(1);
      assertThat(small.get("/healthz").statusCode()).isEqualTo(200);
      var health = HealthGrpc.newBlockingStub(small.channel());
      assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
      var stop = StopReq.newBuilder().setName("all").setReason("it has a lane of its own").build();
      assertThat(small.stops().stop(stop).getWorksStopped()).isEqualTo(1);
    }
  }

  @Test
  void refuses_more_calls_of_one_caller_than_their_rate_and_says_when_to_come_back(
      @TempDir Path other) {
    try (var small = RunningServer.in(other, "--calls-a-second-max", "1")) {
      var refused = new AtomicReference<StatusRuntimeException>();
      await()
          .until(() -> {
            try {
              var _ = small.works().list(ListReq.getDefaultInstance());
              return false;
            } catch (StatusRuntimeException no) {
              refused.set(no);
              return Requests.reason(no).equals("TOO_MANY_OF_YOURS");
            }
          });

      assertThat(refused.get().getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(Requests.details(refused.get(), RetryInfo.class)).hasSize(1);
      var over = small.get("/v1/works");
      assertThat(over.statusCode()).isEqualTo(429);
      assertThat(over.headers().firstValue("retry-after")).contains("1");
      var stop = StopReq.newBuilder().setName("all").setReason("it has no rate").build();
      assertThat(small.stops().stop(stop).getStored()).isTrue();
    }
  }

  @Test
  void refuses_new_work_while_the_policies_are_broken_and_still_shows_the_old() {
    var id = server.works().submit(nap(sleep(0))).getId();
    server.writePolicies("{");
    try {
      await()
          .untilAsserted(() ->
              assertThat(reason(refusalOf(() -> server.works().submit(nap(sleep(0))))))
                  .isEqualTo("POLICIES_BROKEN"));

      var exec = refusalOf(() -> server.works().exec(exec(id)));
      assertThat(exec.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(Requests.details(exec, PreconditionFailure.class)).hasSize(1);
      assertThat(server.works().status(whole(id)).getId()).isEqualTo(id);
      assertThat(server.get("/readyz").body()).contains("policies: ");
    } finally {
      server.restorePolicies();
    }
    await().ignoreExceptions().untilAsserted(() -> server.works().exec(exec(id)));
  }

  @Test
  void refuses_a_view_and_a_wait_that_make_no_sense() {
    var id = server.works().submit(nap(sleep(0))).getId();
    var request = whole(id).toBuilder().setViewValue(77);
    request.getWaitUntilEndedBuilder().setSeconds(-1);

    assertThat(violations(refusalOf(() -> server.works().status(request.build())))).hasSize(2);
    assertThat(StatusView.forNumber(77)).isNull();
  }

  private static String running() {
    var id = server.works().submit(nap(sleep(3600))).getId();
    server.works().exec(exec(id));
    return id;
  }
}
