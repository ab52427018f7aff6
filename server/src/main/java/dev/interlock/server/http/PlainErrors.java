package dev.interlock.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.rest.RestErrors;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is answered when none of our calls was reached: in the form of our own refusals, and
/// without a word of what is inside.
final class PlainErrors implements ServerErrorHandler {

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null; // Armeria knows what its own exceptions mean, and comes back for the body
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON_UTF_8)
            .set("x-content-type-options", "nosniff")
            .build(),
        HttpData.ofUtf8(RestErrors.body(refusal(status), status)));
  }

  private static Refusal refusal(HttpStatus status) {
    return new Refusal(
        codeOf(status),
        "HTTP_" + status.code(),
        messageOf(status),
        List.of(),
        new Refusal.Retry.No());
  }

  private static String messageOf(HttpStatus status) {
    return switch (status.code()) {
      case 404 -> "nothing is served at this path; / says what is served where";
      case 405 -> "this path does not take this method; / says what is served where";
      case 413 -> "the request is larger than the server takes (request-bytes-max)";
      default -> status.reasonPhrase();
    };
  }

  private static Status.Code codeOf(HttpStatus status) {
    return switch (status.code()) {
      case 404 -> Status.Code.NOT_FOUND;
      case 405 -> Status.Code.UNIMPLEMENTED;
      case 413, 429 -> Status.Code.RESOURCE_EXHAUSTED;
      case 503 -> Status.Code.UNAVAILABLE;
      default -> status.isServerError() ? Status.Code.INTERNAL : Status.Code.INVALID_ARGUMENT;
    };
  }
}
