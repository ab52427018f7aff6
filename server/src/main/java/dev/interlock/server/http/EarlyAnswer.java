package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

/// An answer that is known before the request has come whole. Clients of HTTP/2 may miss one that
/// comes so early: they see only that their request was cut off. They are listened to, if it is not
/// much.
final class EarlyAnswer {
  private static final int LISTENED_TO_BYTES_MAX = 64 << 10;

  private EarlyAnswer() {}

  static HttpResponse of(ServiceRequestContext context, HttpRequest request, HttpResponse answer) {
    if (request.headers().contentLength() > LISTENED_TO_BYTES_MAX) {
      return answer;
    }
    context.setMaxRequestLength(LISTENED_TO_BYTES_MAX);
    return HttpResponse.of(request.aggregate().handle((_, _) -> answer));
  }
}
