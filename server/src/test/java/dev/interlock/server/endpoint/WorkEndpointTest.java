package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Anybody;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What needs a clock that a test can move; the rest is tested over a port, see `api`.
class WorkEndpointTest {
  private final ScriptedJob quick =
      ScriptedJob.idempotent("quick", (_, _) -> new Outcome.Succeeded(""));

  @Test
  void refuses_exec_after_the_work_has_expired() throws Exception {
    try (var engine = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      var exec =
          call(
              new WorkEndpoint(
                  new GuardedEngine(engine.engine), RequestLimits.DEFAULTS, engine.clock),
              WorkServiceGrpc.getExecMethod());
      var id = engine.submit(Plans.block("quick")).toString();

      engine.clock.advance(RequestLimits.DEFAULTS.expiry());
      var answer = exec.body().answer(ExecReq.newBuilder().setId(id).build(), Anybody.asker());

      assertThat(answer)
          .isInstanceOfSatisfying(
              Answer.No.class,
              no -> {
                assertThat(no.refusal().code()).isEqualTo(Code.FAILED_PRECONDITION);
                assertThat(no.refusal().reason()).isEqualTo("EXPIRED");
                assertThat(no.refusal().message()).contains(id, "submit it again");
              });
      assertThat(quick.started()).isEmpty();
    }
  }

  @Test
  void starts_a_work_no_sooner_than_exec_says() throws Exception {
    try (var engine = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      var id = engine.submit(Plans.block("quick"));
      var startAt = engine.clock.instant().plus(Duration.ofHours(2));

      var answer = exec(engine, id, Times.of(startAt.plusNanos(1)));

      assertThat(answer).isInstanceOf(Answer.Ok.class);
      assertThat(engine.state(id)).isEqualTo(WorkState.WAITING);
      engine.awaitRest(id, WorkState.WAITING);
      assertThat(engine.stored(id).summary().dueMillis()).isEqualTo(startAt.toEpochMilli() + 1);
      engine.clock.advance(Duration.ofHours(2));
      engine.claims.wake();
      engine.clock.awaitAlarms(1);
      assertThat(quick.started()).isEmpty();
      engine.clock.advance(Duration.ofMillis(1));
      engine.awaitEnd(id, WorkState.COMPLETED);
      assertThat(quick.started()).hasSize(1);
    }
  }

  @Test
  void starts_a_work_at_once_whose_time_is_past() throws Exception {
    try (var engine = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      var id = engine.submit(Plans.block("quick"));

      assertThat(exec(engine, id, Times.of(engine.clock.instant().minusSeconds(1))))
          .isInstanceOf(Answer.Ok.class);

      engine.awaitEnd(id, WorkState.COMPLETED);
    }
  }

  @Test
  void refuses_a_start_more_than_thirty_days_ahead_and_a_time_that_is_none() throws Exception {
    try (var engine = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      var id = engine.submit(Plans.block("quick"));
      var latest = engine.clock.instant().plus(Duration.ofDays(30));

      assertThat(refusal(exec(engine, id, Times.of(latest.plusNanos(1)))).message())
          .isEqualTo("start_at: is 2026-12-23T12:00:00.001Z; it may be at most 30 days ahead");
      assertThat(refusal(exec(engine, id, Timestamp.newBuilder().setNanos(-1).build())).message())
          .isEqualTo("start_at: is no point in time");

      assertThat(engine.state(id)).isEqualTo(WorkState.NOT_STARTED);
      assertThat(exec(engine, id, Times.of(latest))).isInstanceOf(Answer.Ok.class);
    }
  }

  private static Answer<ExecResp> exec(EngineUnderTest engine, WorkId id, Timestamp startAt)
      throws InterruptedException {
    var exec =
        call(
            new WorkEndpoint(
                new GuardedEngine(engine.engine), RequestLimits.DEFAULTS, engine.clock),
            WorkServiceGrpc.getExecMethod());
    var request = ExecReq.newBuilder().setId(id.toString()).setStartAt(startAt).build();
    return exec.body().answer(request, Anybody.asker());
  }

  private static Refusal refusal(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.No.class);
    return ((Answer.No<?>) answer).refusal();
  }

  @SuppressWarnings("unchecked") // a call has the messages of its method
  private static <Q extends Message, R extends Message> Call<Q, R> call(
      WorkEndpoint endpoint, MethodDescriptor<Q, R> method) {
    return endpoint.calls().stream()
        .filter(call -> call.method() == method)
        .map(call -> (Call<Q, R>) call)
        .findFirst()
        .orElseThrow();
  }
}
