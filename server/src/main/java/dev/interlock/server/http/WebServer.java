package dev.interlock.server.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import dev.interlock.server.audit.AuditTrail;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.RefusalStatus;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Banned;
import dev.interlock.server.identity.BrowserSignIn;
import dev.interlock.server.identity.Sessions;
import dev.interlock.server.identity.SignInCodes;
import dev.interlock.server.rest.RestServices;
import dev.interlock.server.settings.Settings;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One port for gRPC, REST, events, health and metrics, with a limit on everything.
public final class WebServer implements AutoCloseable {
  private static final int STREAMS_A_CONNECTION_MAX = 100;
  private static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int FLUSHES_TOGETHER_MAX = 64;
  private static final int FRAMING_BYTES = 64 << 10;
  private static final int RESPONSE_BYTES_MAX = 256 << 20;
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  private final Server server;
  private final CallerConnections connections;

  private WebServer(Server server, CallerConnections connections) {
    this.server = server;
    this.connections = connections;
  }

  /// What is served.
  public record Content(
      List<ServerServiceDefinition> grpc,
      List<RestServices.Served> rest,
      Health health,
      PrometheusRegistry metrics,
      SignIn signIn,
      AuditTrail audit) {
    public Content {
      grpc = List.copyOf(grpc);
      rest = List.copyOf(rest);
    }
  }

  /// How callers are known.
  public record SignIn(
      Authenticator authenticator, SignInCodes codes, Sessions sessions, BrowserSignIn byIssuers) {}

  /// Serves nothing yet.
  ///
  /// @param certificates empty to serve in the clear
  public static WebServer of(
      Settings.Listening settings, Optional<Certificates> certificates, Content content) {
    var builder = Server.builder();
    var connections = new CallerConnections(settings.connections().ofCaller());
    listen(builder, settings.address(), certificates, connections);
    limit(builder, settings, connections);
    content
        .rest()
        .forEach(served -> builder.route().addRoute(served.route()).build(served.service()));
    builder.service(grpc(settings, content));
    builder.service(health(content.health()), Open::new);
    builder.service("/healthz", new Open((_, _) -> content.health().live()));
    builder.service("/readyz", new Open((_, _) -> content.health().ready()));
    var signIn = new Open(new SignInService(content.signIn().codes(), content.signIn().sessions()));
    builder.service(SignInService.PATH, signIn);
    builder.service(SignInService.END, signIn);
    var byIssuers =
        new Open(
            new IssuerSignIn(
                content.signIn().byIssuers(),
                content.signIn().sessions(),
                content.signIn().authenticator()::isBanned,
                content.audit()));
    builder.service(IssuerSignIn.ISSUERS, byIssuers);
    builder.service("prefix:" + BrowserSignIn.BACK, byIssuers);
    builder.service("prefix:" + IssuerSignIn.WITH, byIssuers);
    builder.service("/metrics", PrometheusExpositionService.of(content.metrics()));
    Pages.addTo(builder);
    if (settings.development() == Settings.Development.ON) {
      builder.serviceUnder("/docs", new DocService());
    }
    builder.errorHandler(new PlainErrors());
    builder.decorator(new SignedIn(content.signIn().authenticator(), connections));
    builder.decorator(new Gate());
    builder.decorator(new BrowserRules());
    builder.decorator(Dawdlers::serve);
    return new WebServer(builder.build(), connections);
  }

  /// Begins to load what the first [#of] has to load, which is half of the time that a start takes,
  /// beside whatever opens the database. Changes nothing.
  public static void loadAhead() {
    Thread.ofPlatform().daemon().name("load-http").start(Server::builder);
    // every GrpcService has it made ready, and that takes longer than all the rest of it
    Thread.ofPlatform().daemon().name("load-grpc").start(UnframedGrpcErrorHandler::ofJson);
  }

  private static void listen(
      ServerBuilder builder,
      InetSocketAddress address,
      Optional<Certificates> certificates,
      CallerConnections connections) {
    if (certificates.isPresent()) {
      builder.https(address);
      certificates.get().addTo(builder, connections::endThoseOfCertificates);
    } else {
      builder.http(address);
    }
  }

  private static void limit(
      ServerBuilder builder, Settings.Listening settings, CallerConnections connections) {
    builder
        .maxNumConnections(settings.connections().all())
        .http2MaxStreamsPerConnection(STREAMS_A_CONNECTION_MAX)
        .http2MaxHeaderListSize(HEADER_BYTES_MAX)
        .http1MaxHeaderSize(HEADER_BYTES_MAX)
        .maxRequestLength(settings.requestBytesMax() + FRAMING_BYTES)
        .requestTimeout(settings.requestTimeout())
        .idleTimeout(IDLE_MAX)
        .gracefulShutdownTimeout(Duration.ZERO, LAST_ANSWERS)
        .bossGroupFactory(Acceptors::new)
        // one write to the socket for the answers of many calls on a connection
        .childChannelPipelineCustomizer(pipeline -> {
          pipeline.addFirst(new FlushConsolidationHandler(FLUSHES_TOGETHER_MAX, true));
          Dawdlers.watch(pipeline);
          connections.opened(pipeline.channel());
        })
        .disableServerHeader()
        .disableDateHeader();
  }

  private static GrpcService grpc(Settings.Listening settings, Content content) {
    var grpc =
        GrpcService.builder()
            .addServiceDefinitions(content.grpc())
            .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
            .maxRequestMessageLength(settings.requestBytesMax())
            .maxResponseMessageLength(RESPONSE_BYTES_MAX)
            .useClientTimeoutHeader(false)
            .exceptionHandler((_, status, cause, headers) -> statusOf(status, cause, headers));
    if (settings.development() == Settings.Development.ON) {
      grpc.addService(ProtoReflectionServiceV1.newInstance());
      grpc.supportedSerializationFormats(GrpcSerializationFormats.values());
    }
    return grpc.build();
  }

  /// By itself, for whoever balances load has no token.
  private static GrpcService health(Health health) {
    return GrpcService.builder()
        .addService(GrpcHealthCheckService.of(health.checker()))
        .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
        .useClientTimeoutHeader(false)
        .build();
  }

  /// A message that cannot be read is the caller's mistake, not ours. A call that is cut off
  /// because the server ends is neither's; Armeria would call it UNKNOWN, which nobody repeats.
  private static Status statusOf(Status status, Throwable cause, Metadata headers) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof InvalidProtocolBufferException bad) {
        return Status.INVALID_ARGUMENT.withDescription(
            "the request cannot be read: " + bad.getMessage());
      }
      if (each instanceof ShuttingDownException) {
        return refused(Refusal.shuttingDown(), headers);
      }
    }
    return status;
  }

  private static Status refused(Refusal refusal, Metadata headers) {
    var refused = StatusProto.toStatusRuntimeException(RefusalStatus.forHeader(refusal));
    var details = refused.getTrailers();
    if (details != null) {
      headers.merge(details);
    }
    return refused.getStatus();
  }

  /// Serves from now on; throws when the port is taken.
  public void start() {
    server.start().join();
  }

  /// Ends the connections of those who are banned from now on.
  public void ban(Banned banned) {
    connections.end(banned);
  }

  /// Where it serves: with the port that the system chose, if it was to choose.
  public InetSocketAddress address() {
    var port = server.activePort();
    if (port == null) {
      throw new IllegalStateException("bug: the server was not started");
    }
    return port.localAddress();
  }

  /// Takes no more calls, and lets those under way end for a moment.
  @Override
  public void close() {
    server.stop().join();
  }
}
