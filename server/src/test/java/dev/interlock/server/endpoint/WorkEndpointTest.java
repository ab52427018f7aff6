package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Plans;
import dev.interlock.plugin.Outcome;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/// What needs a clock that a test can move; the rest is tested over a port, see `api`.
class WorkEndpointTest {
  private final ScriptedJob quick =
      ScriptedJob.idempotent("quick", (_, _) -> new Outcome.Succeeded(""));

  @Test
  void refuses_exec_after_the_work_has_expired() throws Exception {
    try (var engine = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      var exec = call(new WorkEndpoint(engine.engine), WorkServiceGrpc.getExecMethod());
      var id = engine.submit(Plans.block("quick")).toString();

      engine.clock.advance(RequestLimits.DEFAULTS.expiry());
      var answer = exec.body().answer(ExecReq.newBuilder().setId(id).build(), "ann");

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
