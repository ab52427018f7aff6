package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.engine.access.Principal;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.KnownCaller;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.grpc.GrpcErrors;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Authenticator.Found;
import dev.interlock.server.identity.Authenticator.Presented;
import dev.interlock.server.rest.RestErrors;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// Lets only those through whom the server knows, but for what is [Open]; what was forgotten to be
/// either is closed. Looks at headers only: of a call that is refused nothing else is read.
final class SignedIn implements DecoratingHttpServiceFunction {
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7E]+) *");

  private static final int LISTENED_TO_BYTES_MAX = 64 << 10;

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
      case Found.Known(var principal, var renewed) -> {
        var address = context.remoteAddress().getAddress().getHostAddress();
        var hindrance = hindrance(context, principal);
        Callers.is(context, new KnownCaller(principal, address, hindrance));
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

  /// A connection too many takes nothing but a pull of the emergency stop, and ends.
  private Optional<Refusal> hindrance(ServiceRequestContext context, Principal principal) {
    var channel = context.log().partial().channel();
    if (channel == null || !connections.isTooMany(channel, principal.name())) {
      return Optional.empty();
    }
    var _ = context.initiateConnectionShutdown();
    return Optional.of(Refusal.tooManyConnections(connections.max()));
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

  /// Clients of HTTP/2 may miss an answer that comes before they have sent everything; they are
  /// listened to, if it is not much.
  private static HttpResponse refuse(
      ServiceRequestContext context, HttpRequest request, Refusal refusal) {
    var type = request.contentType();
    if (type != null && type.subtype().startsWith("grpc")) {
      return GrpcErrors.of(refusal);
    }
    context.setMaxRequestLength(LISTENED_TO_BYTES_MAX);
    return HttpResponse.of(request.aggregate().handle((_, _) -> RestErrors.of(refusal)));
  }
}
