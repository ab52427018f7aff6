package dev.interlock.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A gRPC server on a loopback socket that answers what a test wrote down, and remembers what it
/// was asked. The last answer of a call is given again and again. Any thread may use it.
public final class ScriptedServer implements AutoCloseable {
  /// What is done with one request.
  @FunctionalInterface
  public interface Answer {
    /// Answers, now or later.
    ///
    /// @param out may be used after this returns
    void to(Message request, ServerCallStreamObserver<Message> out);
  }

  private final Map<String, Deque<Answer>> script = new HashMap<>();
  private final Map<String, List<Message>> requests = new HashMap<>();
  private final List<String> authorizations = new ArrayList<>();
  private Server server;
  private final int port;

  private ScriptedServer() {
    server = start(0);
    port = server.getPort();
  }

  /// A server on a free port.
  public static ScriptedServer start() {
    return new ScriptedServer();
  }

  /// Where it listens; the same after [#startAgain].
  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /// Has the next call of `method` answered with these messages, and ended well.
  public ScriptedServer answer(String method, Message... messages) {
    return on(
        method,
        (_, out) -> {
          for (var message : messages) {
            out.onNext(message);
          }
          out.onCompleted();
        });
  }

  /// Has the next call of `method` fail.
  public ScriptedServer refuse(String method, Status status) {
    return on(method, (_, out) -> out.onError(status.asRuntimeException()));
  }

  /// Has the next call of `method` fail with details, as google.rpc has them.
  public ScriptedServer refuse(String method, Status status, Message... details) {
    return on(method, (_, out) -> out.onError(detailed(status, details)));
  }

  /// Has the next call of `method` answered by `answer`.
  public synchronized ScriptedServer on(String method, Answer answer) {
    script.computeIfAbsent(method, _ -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /// What `method` was asked so far.
  public synchronized <T extends Message> List<T> requests(String method, Class<T> type) {
    return requests.getOrDefault(method, List.of()).stream().map(type::cast).toList();
  }

  /// What calls said of who makes them, so far; an empty text where they said nothing.
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /// How often `method` was called so far.
  public synchronized int calls(String method) {
    return requests.getOrDefault(method, List.of()).size();
  }

  /// Cuts every connection and listens no more, as a killed process does.
  public void die() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the scripted server did not end within 10 s");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the scripted server ended", stop);
    }
  }

  /// Listens on the same port as before.
  public void startAgain() {
    server = start(port);
  }

  @Override
  public void close() {
    die();
  }

  /// Notes what the header says.
  private final class WhoCalls implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      synchronized (ScriptedServer.this) {
        authorizations.add(Objects.requireNonNullElse(headers.get(HEADER), ""));
      }
      return next.startCall(call, headers);
    }
  }

  private Server start(int onPort) {
    var builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort),
            InsecureServerCredentials.create());
    builder.intercept(new WhoCalls());
    for (var service :
        List.of(
            WorkServiceGrpc.getServiceDescriptor(),
            EmergencyStopServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor(),
            IdentityServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor())) {
      builder.addService(scripted(service));
    }
    try {
      return builder.build().start();
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  private ServerServiceDefinition scripted(ServiceDescriptor service) {
    var definition = ServerServiceDefinition.builder(service);
    for (var method : service.getMethods()) {
      @SuppressWarnings("unchecked") // every request and answer of ours is a protobuf message
      var messages = (MethodDescriptor<Message, Message>) method;
      definition.addMethod(
          messages,
          ServerCalls.asyncServerStreamingCall((request, out) -> take(messages, request, out)));
    }
    return definition.build();
  }

  private void take(
      MethodDescriptor<Message, Message> method, Message request, StreamObserver<Message> out) {
    var name = Objects.requireNonNull(method.getBareMethodName());
    var answer = next(name, request);
    if (answer == null) {
      out.onError(Status.UNIMPLEMENTED.withDescription("not in the script").asRuntimeException());
      return;
    }
    answer.to(request, (ServerCallStreamObserver<Message>) out);
  }

  private synchronized @Nullable Answer next(String method, Message request) {
    requests.computeIfAbsent(method, _ -> new ArrayList<>()).add(request);
    var answers = script.get(method);
    if (answers == null) {
      return null;
    }
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  static StatusRuntimeException detailed(Status status, Message... details) {
    var proto =
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(Objects.requireNonNullElse(status.getDescription(), ""));
    for (var detail : details) {
      proto.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(proto.build());
  }
}
