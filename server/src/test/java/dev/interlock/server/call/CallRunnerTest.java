package dev.interlock.server.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.audit.Decision;
import dev.interlock.plugin.Violation;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A call that forgets its right does not get far.
class CallRunnerTest {
  private static Refusal refusal(Call.Body<ListReq, ListResp> body) throws Exception {
    var answer = new CompletableFuture<Answer<ListResp>>();
    var call = new Call<>(WorkServiceGrpc.getListMethod(), body);
    Anybody.runner().start(call, Anybody.CALLER, ListReq.getDefaultInstance(), answer::complete);
    assertThat(answer.get()).isInstanceOf(Answer.No.class);
    return ((Answer.No<ListResp>) answer.get()).refusal();
  }

  @Test
  void an_answer_without_the_right_that_the_call_declares_does_not_go_out() throws Exception {
    var ok = Answer.ok(ListResp.newBuilder().setNextPageToken("secret").build());

    var forgotten = refusal((_, _) -> ok);
    var another =
        refusal((_, asker) -> {
          asker.demand(Right.SUBMIT, "Nap");
          return ok;
        });

    assertThat(forgotten.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(another.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void a_request_is_read_on_the_call_s_own_thread_and_not_at_all_once_there_are_too_many()
      throws Exception {
    var call =
        new Call<ListReq, ListResp>(
            WorkServiceGrpc.getListMethod(), (_, _) -> Answer.ok(ListResp.getDefaultInstance()));
    var runner = Anybody.runner();
    var read = new ArrayList<Thread>();
    Supplier<Incoming<ListReq>> unreadable =
        () -> {
          synchronized (read) {
            read.add(Thread.currentThread());
          }
          return new Incoming.Unreadable<>(List.of(new Violation("x", "is unknown")));
        };
    Refusal refusal = null;
    int calls = 0;
    while (refusal == null || refusal.code() == Status.Code.INVALID_ARGUMENT) {
      var answer = new CompletableFuture<Answer<ListResp>>();
      runner.startReading(call, Anybody.CALLER, unreadable, answer::complete);
      assertThat(answer.get()).isInstanceOf(Answer.No.class);
      refusal = ((Answer.No<ListResp>) answer.get()).refusal();
      calls++;
    }

    assertThat(refusal.reason()).isEqualTo("TOO_MANY_OF_YOURS");
    assertThat(read).hasSize(calls - 1).allMatch(Thread::isVirtual);
  }

  @Test
  void nothing_is_sent_by_a_stream_that_has_not_demanded_its_right() {
    var sent = new CompletableFuture<WatchResp>();
    var receiver =
        new Receiver<WatchResp>() {
          @Override
          public void send(WatchResp next) {
            sent.complete(next);
          }

          @Override
          public void end() {
            sent.complete(WatchResp.getDefaultInstance());
          }

          @Override
          public void fail(Refusal refusal) {
            sent.completeExceptionally(new IllegalStateException(refusal.message()));
          }
        };
    var call =
        new StreamedCall<WatchReq, WatchResp>(
            WorkServiceGrpc.getWatchMethod(), (_, _, _) -> {}, Duration.ofSeconds(1));
    var asker = new Asker(Anybody.ANN, _ -> NameScope.ALL, Decision.unrecorded("ann"));
    var guarded = new GuardedReceiver<>(receiver, call, asker, Anybody.audit());

    assertThatThrownBy(() -> guarded.send(WatchResp.getDefaultInstance()))
        .hasMessageContaining("without the right");
    assertThatThrownBy(guarded::begin).hasMessageContaining("without the right");
    assertThatThrownBy(guarded::end).hasMessageContaining("without the right");
    assertThat(sent).isNotDone();
    asker.demand(Right.VIEW, "Nap");
    guarded.end();
    assertThat(sent).isDone();
  }

  @Test
  void a_call_that_declares_no_right_cannot_be_served() {
    var undeclared =
        MethodDescriptor.<ListReq, ListResp>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("interlock.v1.WorkService/Forgotten")
            .setRequestMarshaller(ProtoUtils.marshaller(ListReq.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(ListResp.getDefaultInstance()))
            .build();

    assertThatThrownBy(
            () -> new Call<>(undeclared, (_, _) -> Answer.ok(ListResp.getDefaultInstance())))
        .hasMessageContaining("Forgotten does not say which right it demands");
  }
}
