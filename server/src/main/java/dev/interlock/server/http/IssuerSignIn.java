package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.engine.access.Principal;
import dev.interlock.server.audit.AuditTrail;
import dev.interlock.server.identity.BrowserSignIn;
import dev.interlock.server.identity.BrowserSignIn.Ended;
import dev.interlock.server.identity.Sessions;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has issuers sign browsers in: `GET /sign-in/issuers` says which do, `/sign-in/with/NAME` sends
/// the browser to one, and that sends it back. What went wrong then the page says, by the word
/// behind `/sign-in#!`.
final class IssuerSignIn implements HttpService {
  static final String ISSUERS = "/sign-in/issuers";
  static final String WITH = "/sign-in/with/";

  private static final String ACTION = "SignIn";
  private static final Logger log = LoggerFactory.getLogger(IssuerSignIn.class);

  private final BrowserSignIn signIn;
  private final Sessions sessions;
  private final Predicate<Principal> isBanned;
  private final AuditTrail audit;

  IssuerSignIn(
      BrowserSignIn signIn, Sessions sessions, Predicate<Principal> isBanned, AuditTrail audit) {
    this.isBanned = isBanned;
    this.signIn = signIn;
    this.sessions = sessions;
    this.audit = audit;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return switch (context.path()) {
      case ISSUERS -> issuers();
      case String path when path.startsWith(WITH) -> begin(context, path.substring(WITH.length()));
      case String path -> end(context, request, path.substring(BrowserSignIn.BACK.length()));
    };
  }

  private HttpResponse issuers() {
    var names = signIn.issuers().stream().<Json>map(Json.Text::new).toList();
    var body = JsonWriter.write(new Json.Obj(Map.of("issuers", new Json.Arr(names))));
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON_UTF_8)
            .set("cache-control", "no-store")
            .build(),
        HttpData.ofUtf8(body));
  }

  private HttpResponse begin(ServiceRequestContext context, String issuer) {
    var begun = signIn.begin(issuer);
    if (begun.isEmpty()) {
      return to("/sign-in#!unknown");
    }
    BrowserCookie.SIGN_IN.give(context, begun.get().kept());
    return to(begun.get().to().toString());
  }

  private HttpResponse end(ServiceRequestContext context, HttpRequest request, String issuer) {
    var kept = BrowserCookie.SIGN_IN.read(context, request.headers()).orElse("");
    var answer = new HashMap<String, String>();
    for (var name : List.of("state", "code", "iss")) {
      var value = context.queryParam(name);
      if (value != null) {
        answer.put(name, value);
      }
    }
    BrowserCookie.SIGN_IN.give(context, ""); // of use once
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
                () -> recorded(signIn.end(issuer, kept, answer), context),
                Thread::startVirtualThread)
            .thenApplyAsync(ended -> answer(context, ended), context.eventLoop()));
  }

  /// Nobody gets in of whom the audit does not say so.
  private Ended recorded(Ended ended, ServiceRequestContext context) {
    if (!(ended instanceof Ended.SignedIn(var principal))) {
      return ended;
    }
    var address = context.remoteAddress().getAddress().getHostAddress();
    var decision = audit.decision(principal, address, ACTION);
    if (isBanned.test(principal)) {
      var _ = audit.keep(decision.refused(audit.now(), "BANNED", "the rights file bans them"));
      return new Ended.Refused();
    }
    return audit.keep(decision.allowed(audit.now()))
        ? ended
        : new Ended.Away("the audit cannot be written");
  }

  private HttpResponse answer(ServiceRequestContext context, Ended ended) {
    return switch (ended) {
      case Ended.SignedIn(var principal) -> signedIn(context, principal);
      case Ended.NotBegun() -> to("/sign-in#!late");
      case Ended.Refused() -> to("/sign-in#!refused");
      case Ended.Away(var problem) -> {
        log.debug("nobody is signed in: {}", problem);
        yield to("/sign-in#!away");
      }
    };
  }

  private HttpResponse signedIn(ServiceRequestContext context, Principal principal) {
    var session = sessions.open(principal);
    if (session.length() > Sessions.TEXT_CHARS_MAX) {
      return to("/sign-in#!groups");
    }
    log.atInfo().addKeyValue("who", principal.name()).log("signed in");
    BrowserCookie.SESSION.give(context, session);
    return to("/");
  }

  private static HttpResponse to(String address) {
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.SEE_OTHER, "location", address, "cache-control", "no-store"));
  }
}
