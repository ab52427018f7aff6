package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.identity.Sessions;
import dev.interlock.server.identity.SignInCodes;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.rest.RestErrors;
import java.util.Optional;

/// Gives a browser a session for a code, `POST /session` with `{"code": "..."}`, and takes it
/// again, `POST /session:end` with `{}`.
final class SignInService implements HttpService {
  static final String PATH = "/session";
  static final String END = "/session:end";

  private static final int BYTES_MAX = 1024;

  private final SignInCodes codes;
  private final Sessions sessions;

  SignInService(SignInCodes codes, Sessions sessions) {
    this.codes = codes;
    this.sessions = sessions;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(BYTES_MAX);
    return context.path().equals(END)
        ? signOut(context, request)
        : HttpResponse.of(
            request.aggregate().thenApply(whole -> signIn(context, whole.contentUtf8())));
  }

  private HttpResponse signIn(ServiceRequestContext context, String body) {
    return code(body)
        .flatMap(codes::take)
        .map(principal -> withCookie(context, sessions.open(principal)))
        .orElseGet(() ->
            RestErrors.of(
                Refusal.unauthenticated(
                    "this link was used before, or is older than a minute; make another one:"
                        + " interlock page")));
  }

  private static Optional<String> code(String body) {
    return JsonReader.read(body) instanceof JsonRead.Good(var documents)
            && documents.size() == 1
            && documents.getFirst() instanceof Json.Obj(var fields)
            && fields.size() == 1
            && fields.get("code") instanceof Json.Text(var code)
        ? Optional.of(code)
        : Optional.empty();
  }

  private HttpResponse signOut(ServiceRequestContext context, HttpRequest request) {
    BrowserCookie.SESSION.read(context, request.headers()).ifPresent(sessions::end);
    return withCookie(context, "");
  }

  private static HttpResponse withCookie(ServiceRequestContext context, String session) {
    BrowserCookie.SESSION.give(context, session);
    return HttpResponse.of(ResponseHeaders.of(HttpStatus.NO_CONTENT, "cache-control", "no-store"));
  }
}
