package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/// What browsers are told about every answer: load nothing from elsewhere, run nothing that came as
/// text, be in nobody's frame, guess no types, tell nobody where the reader came from.
///
/// The names are those of the Fetch, HTML, CSP 3 and Trusted Types standards. `lit-html` makes the
/// one policy of that name, for the templates of our own files.
final class BrowserRules implements DecoratingHttpServiceFunction {
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "form-action 'none'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types lit-html");

  /// The pages of the library that `--development` adds have scripts in their documents.
  private static final String LIBRARY_PAGES = "/docs/";

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    boolean isTls = context.sessionProtocol().isTls();
    boolean isOurs = !context.path().startsWith(LIBRARY_PAGES);
    context.mutateAdditionalResponseHeaders(headers -> addTo(headers, isOurs, isTls));
    return next.serve(context, request);
  }

  private static void addTo(HttpHeadersBuilder headers, boolean isOurs, boolean isTls) {
    if (isTls) {
      headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if (isOurs) {
      headers.set("content-security-policy", POLICY);
    }
    headers
        .set("x-content-type-options", "nosniff")
        .set("x-frame-options", "DENY")
        .set("referrer-policy", "no-referrer")
        .set("cross-origin-opener-policy", "same-origin")
        .set("cross-origin-embedder-policy", "require-corp")
        .set("cross-origin-resource-policy", "same-origin")
        .set("permissions-policy", "camera=(), microphone=(), geolocation=()");
  }
}
