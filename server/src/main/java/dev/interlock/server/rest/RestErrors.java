package dev.interlock.server.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.RefusalStatus;
import io.grpc.Status;

/// A refusal as JSON: `{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "...",
/// "details": [...]}}`, with the details that gRPC clients get.
public final class RestErrors {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(BadRequest.getDescriptor())
                  .add(PreconditionFailure.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .build());

  private RestErrors() {}

  public static HttpResponse of(Refusal refusal) {
    return of(refusal, statusOf(refusal.code()));
  }

  /// A refusal that HTTP has its own status for.
  public static HttpResponse of(Refusal refusal, HttpStatus status) {
    var headers = headers(status);
    refusal
        .retryAfter()
        .ifPresent(pause -> headers.setLong("retry-after", Math.max(1, pause.toSeconds())));
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(body(refusal, status)));
  }

  static ResponseHeadersBuilder headers(HttpStatus status) {
    return ResponseHeaders.builder(status)
        .contentType(MediaType.JSON_UTF_8)
        .set("cache-control", "no-store")
        .set("x-content-type-options", "nosniff");
  }

  /// The JSON of a refusal.
  public static String body(Refusal refusal, HttpStatus status) {
    try {
      var printed = PRINTER.print(RefusalStatus.whole(refusal));
      // the code of gRPC becomes that of HTTP, with gRPC's by name beside it
      return "{\"error\":{\"code\":%d,\"status\":\"%s\",%s}"
          .formatted(status.code(), refusal.code(), printed.substring(printed.indexOf(',') + 1));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("bug: a refusal has an unknown detail", impossible);
    }
  }

  /// As google/rpc/code.proto maps them.
  private static HttpStatus statusOf(Status.Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case CANCELLED -> HttpStatus.CLIENT_CLOSED_REQUEST;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
