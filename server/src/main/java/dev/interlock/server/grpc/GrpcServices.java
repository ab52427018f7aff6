package dev.interlock.server.grpc;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.api.diskerase.WorkflowGrpc;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.RefusalStatus;
import dev.interlock.server.call.StreamedCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Makes gRPC services of the calls. Requests arrive on the event loop, which only hands them on.
public final class GrpcServices {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          WorkServiceGrpc.getServiceDescriptor(),
          EmergencyStopServiceGrpc.getServiceDescriptor(),
          CatalogServiceGrpc.getServiceDescriptor(),
          IdentityServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor(),
          WorkflowGrpc.getServiceDescriptor());

  private final CallRunner runner;
  private final Duration requestTimeout;

  /// Serves calls by this runner.
  ///
  /// @param requestTimeout for a call to be answered, beyond what it asks to wait
  public GrpcServices(CallRunner runner, Duration requestTimeout) {
    this.runner = runner;
    this.requestTimeout = requestTimeout;
  }

  /// Every service of the API, with the given calls in it.
  public List<ServerServiceDefinition> of(
      List<Call<?, ?>> calls, List<StreamedCall<?, ?>> streamed) {
    return SERVICES.stream()
        .map(service -> {
          var definition = ServerServiceDefinition.builder(service);
          for (var call : calls) {
            if (service.getName().equals(call.method().getServiceName())) {
              add(call, definition);
            }
          }
          for (var call : streamed) {
            if (service.getName().equals(call.method().getServiceName())) {
              add(call, definition);
            }
          }
          return definition.build();
        })
        .toList();
  }

  private <Q extends Message, R extends Message> void add(
      Call<Q, R> call, ServerServiceDefinition.Builder definition) {
    definition.addMethod(
        call.method(),
        ServerCalls.asyncUnaryCall(
            (Q request, StreamObserver<R> observer) -> run(call, request, stream(observer))));
  }

  private <Q extends Message, R extends Message> void run(
      Call<Q, R> call, Q request, ServerCallStreamObserver<R> observer) {
    var caller = Callers.of(ServiceRequestContext.current());
    var patience = call.patience().apply(request);
    if (!patience.isZero()) {
      ServiceRequestContext.current()
          .setRequestTimeout(TimeoutMode.SET_FROM_NOW, patience.plus(requestTimeout));
    }
    var end = new AtomicReference<Runnable>(() -> {});
    observer.setOnCancelHandler(() -> end.get().run());
    end.set(runner.start(call, caller, request, answer -> send(answer, observer)));
  }

  private static <R> void send(Answer<R> answer, StreamObserver<R> observer) {
    switch (answer) {
      case Answer.Ok<R>(var response) -> {
        observer.onNext(response);
        observer.onCompleted();
      }
      case Answer.No<R>(var refusal) ->
          observer.onError(StatusProto.toStatusRuntimeException(RefusalStatus.forHeader(refusal)));
    }
  }

  private <Q extends Message, R extends Message> void add(
      StreamedCall<Q, R> call, ServerServiceDefinition.Builder definition) {
    definition.addMethod(
        call.method(),
        ServerCalls.asyncServerStreamingCall(
            (Q request, StreamObserver<R> observer) -> run(call, request, stream(observer))));
  }

  private <Q extends Message, R extends Message> void run(
      StreamedCall<Q, R> call, Q request, ServerCallStreamObserver<R> observer) {
    var context = ServiceRequestContext.current();
    var caller = Callers.of(context);
    context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, call.max().plus(requestTimeout));
    var receiver = new StreamReceiver<>(observer);
    observer.setOnReadyHandler(receiver::ready);
    var end = new AtomicReference<Runnable>(() -> {});
    observer.setOnCancelHandler(() -> end.get().run());
    end.set(runner.start(call, caller, request, receiver));
  }

  private static <R> ServerCallStreamObserver<R> stream(StreamObserver<R> observer) {
    return (ServerCallStreamObserver<R>) observer;
  }
}
