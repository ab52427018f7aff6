package dev.interlock.server.http;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/// The cookies of this server (RFC 6265): no script can read them. Browsers keep the cookies of a
/// host together whatever the port, so their names have the port of the server.
enum BrowserCookie {
  /// Has a browser's session; no page of another site has it sent.
  SESSION("session", "Strict"),
  /// Has what an issuer's sign-in is held to. The issuer's page sends the browser back, so it must
  /// be sent then.
  SIGN_IN("sign-in", "Lax");

  private final String what;
  private final String sameSite;

  BrowserCookie(String what, String sameSite) {
    this.what = what;
    this.sameSite = sameSite;
  }

  private String name(ServiceRequestContext context) {
    // browsers keep a name that begins so to one host, and send it over TLS only
    var start = context.sessionProtocol().isTls() ? "__Host-" : "";
    return "%sinterlock-%s-%d".formatted(start, what, context.localAddress().getPort());
  }

  Optional<String> read(ServiceRequestContext context, RequestHeaders headers) {
    var name = name(context);
    return headers.cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .findFirst();
  }

  /// Has the browser keep it.
  ///
  /// @param value empty to have it forget the one that it has
  void give(ServiceRequestContext context, String value) {
    var cookie = of(context, value).toSetCookieHeader();
    context.mutateAdditionalResponseHeaders(
        headers -> headers.add(HttpHeaderNames.SET_COOKIE, cookie));
  }

  private Cookie of(ServiceRequestContext context, String value) {
    var cookie =
        Cookie.secureBuilder(name(context), value)
            .path("/")
            .httpOnly(true)
            .secure(context.sessionProtocol().isTls())
            .sameSite(sameSite);
    return value.isEmpty() ? cookie.maxAge(0).build() : cookie.build();
  }
}
