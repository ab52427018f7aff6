package dev.interlock.server.http;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/// The cookie that has a browser's session (RFC 6265): no script can read it, and no page of
/// another site has it sent. Browsers keep the cookies of a host together whatever the port, so its
/// name has the port of the server.
final class SessionCookie {
  private SessionCookie() {}

  private static String name(ServiceRequestContext context) {
    // browsers keep a name that begins so to one host, and send it over TLS only
    var start = context.sessionProtocol().isTls() ? "__Host-" : "";
    return start + "interlock-session-" + context.localAddress().getPort();
  }

  static Optional<String> read(ServiceRequestContext context, RequestHeaders headers) {
    var name = name(context);
    return headers.cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .findFirst();
  }

  /// Has the browser keep a session.
  ///
  /// @param session empty to have it forget the one that it has
  static void give(ServiceRequestContext context, String session) {
    var cookie = of(context, session).toSetCookieHeader();
    context.mutateAdditionalResponseHeaders(
        headers -> headers.add(HttpHeaderNames.SET_COOKIE, cookie));
  }

  private static Cookie of(ServiceRequestContext context, String session) {
    var cookie =
        Cookie.secureBuilder(name(context), session)
            .path("/")
            .httpOnly(true)
            .secure(context.sessionProtocol().isTls())
            .sameSite("Strict");
    return session.isEmpty() ? cookie.maxAge(0).build() : cookie.build();
  }
}
