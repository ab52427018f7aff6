package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.engine.access.Principal;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.KnownCaller;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.grpc.GrpcErrors;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Authenticator.Found;
import dev.interlock.server.identity.Authenticator.Presented;
import dev.interlock.server.rest.RestErrors;
import dev.interlock.server.rest.RestServices;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// Lets only those through whom the server knows, but for what is [Open]; what was forgotten to be
/// either is closed. Looks at headers only: of a call that is refused nothing else is read.
final class SignedIn implements DecoratingHttpServiceFunction {
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7E]+) *");

  private static final String STOP =
      "/" + EmergencyStopServiceGrpc.getStopMethod().getFullMethodName();

  private final Authenticator authenticator;
  private final CallerConnections connections;

  SignedIn(Authenticator authenticator, CallerConnections connections) {
    this.authenticator = authenticator;
    this.connections = connections;
  }

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (context.config().service().as(Open.class) != null) {
      return next.serve(context, request);
    }
    var presented = presented(context, request.headers());
    var atOnce = authenticator.findAtOnce(presented);
    if (atOnce.isPresent()) {
      return serve(atOnce.get(), next, context, request);
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
                () -> authenticator.find(presented), Thread::startVirtualThread)
            .thenApplyAsync(found -> serve(found, next, context, request), context.eventLoop()));
  }

  private HttpResponse serve(
      Found found, HttpService next, ServiceRequestContext context, HttpRequest request) {
    return switch (found) {
      case Found.Known(var principal, _) when isOneTooMany(context, principal) -> {
        endAfterAnswer(context);
        yield refuseAtOnce(request, Refusal.tooManyConnections(connections.max()));
      }
      case Found.Known(var principal, var renewed) -> {
        var address = context.remoteAddress().getAddress().getHostAddress();
        Callers.is(context, new KnownCaller(principal, address));
        renewed.ifPresent(session -> BrowserCookie.SESSION.give(context, session));
        try {
          yield next.serve(context, request);
        } catch (Exception failed) {
          yield HttpResponse.ofFailure(failed);
        }
      }
      case Found.Unknown(var problem) -> refuse(context, request, Refusal.unauthenticated(problem));
    };
  }

  /// A connection too many takes nothing but pulls of the emergency stop.
  private boolean isOneTooMany(ServiceRequestContext context, Principal principal) {
    var channel = context.log().partial().channel();
    return channel != null
        && connections.isTooMany(channel, principal.name())
        && !RestServices.isStop(context.path())
        && !STOP.equals(context.path());
  }

  /// Over HTTP/2 what else is under way on the connection, a pull of the emergency stop, is
  /// answered before it ends; over HTTP/1.1 nothing else is, and a body that is still to come is
  /// not awaited.
  private static void endAfterAnswer(ServiceRequestContext context) {
    var channel = context.log().partial().channel();
    if (context.sessionProtocol().isMultiplex() || channel == null) {
      var _ = context.initiateConnectionShutdown();
    } else {
      var _ =
          context
              .log()
              .whenAvailable(RequestLogProperty.RESPONSE_END_TIME)
              .thenRun(() -> CallerConnections.end(channel));
    }
  }

  /// Of whoever has a connection too many nothing more is read.
  private static HttpResponse refuseAtOnce(HttpRequest request, Refusal refusal) {
    return isGrpc(request) ? GrpcErrors.of(refusal) : RestErrors.of(refusal);
  }

  private static boolean isGrpc(HttpRequest request) {
    var type = request.contentType();
    return type != null && type.subtype().startsWith("grpc");
  }

  private static Presented presented(ServiceRequestContext context, RequestHeaders headers) {
    return new Presented(
        bearer(headers),
        BrowserCookie.SESSION.read(context, headers),
        certificate(context),
        context.remoteAddress().getAddress().isLoopbackAddress());
  }

  private static Optional<X509Certificate> certificate(ServiceRequestContext context) {
    return Optional.ofNullable(context.sslSession()).flatMap(CallerConnections::shown);
  }

  /// A header that is something else counts as a token that nobody has.
  private static Optional<String> bearer(RequestHeaders headers) {
    return Optional.ofNullable(headers.get(HttpHeaderNames.AUTHORIZATION))
        .map(BEARER::matcher)
        .map(match -> match.matches() ? match.group(1) : "");
  }

  private static HttpResponse refuse(
      ServiceRequestContext context, HttpRequest request, Refusal refusal) {
    if (isGrpc(request)) {
      return GrpcErrors.of(refusal);
    }
    return EarlyAnswer.of(context, request, RestErrors.of(refusal));
  }
}
