package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.rest.RestErrors;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of others out. A browser on this machine reaches a loopback address too, so:
///
/// - The host that a request names must be this machine: a page whose name was rebound to 127.0.0.1
///   names its own. Over TLS the certificate sees to that.
/// - What changes something must be JSON or gRPC by its content type, which a page of another
///   origin cannot send without asking first, and nobody answers that question here (no CORS).
///   Where the browser says which page asks, it must be one of ours.
final class Gate implements DecoratingHttpServiceFunction {

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    var problem = problem(context, request.headers());
    return problem.isEmpty()
        ? next.serve(context, request)
        : refuse(context, request, problem.get());
  }

  /// What is wrong with a request by its headers.
  private static Optional<String> problem(ServiceRequestContext context, RequestHeaders headers) {
    boolean isTls = context.sessionProtocol().isTls();
    if (!isTls && !isThisMachine(headers.authority())) {
      return Optional.of(
          "the request names the host %s; this server answers to localhost and loopback addresses"
              .formatted(headers.authority()));
    }
    return switch (headers.method()) {
      case GET, HEAD -> Optional.empty();
      case POST -> problemOfChange(headers, isTls ? "https://" : "http://");
      default -> Optional.of("%s is not served here".formatted(headers.method()));
    };
  }

  private static Optional<String> problemOfChange(RequestHeaders headers, String scheme) {
    var type = headers.contentType();
    if (type == null || !isJsonOrGrpc(type.type(), type.subtype())) {
      return Optional.of("content-type must be application/json (or gRPC's own)");
    }
    var site = headers.get("sec-fetch-site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return Optional.of("a page of another site asks");
    }
    var origin = headers.get("origin");
    if (origin != null && !origin.equals(scheme + headers.authority())) {
      return Optional.of("a page of another origin asks");
    }
    return Optional.empty();
  }

  private static boolean isJsonOrGrpc(String type, String subtype) {
    return type.equals("application")
        && (subtype.equals("json") || subtype.equals("grpc") || subtype.startsWith("grpc+"));
  }

  private static boolean isThisMachine(@Nullable String authority) {
    if (authority == null) {
      return false;
    }
    int colon = authority.lastIndexOf(':');
    var host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    return List.of("localhost", "127.0.0.1", "[::1]").contains(host)
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static HttpResponse refuse(
      ServiceRequestContext context, HttpRequest request, String problem) {
    var refusal =
        new Refusal(
            Status.Code.PERMISSION_DENIED,
            "NOT_LET_IN",
            problem,
            List.of(),
            new Refusal.Retry.No());
    return EarlyAnswer.of(context, request, RestErrors.of(refusal, HttpStatus.FORBIDDEN));
  }
}
