package dev.interlock.server.grpc;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.RefusalStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A refusal of a gRPC call that was not let as far as its service: a response of trailers only, as
/// PROTOCOL-HTTP2.md of gRPC has it.
public final class GrpcErrors {
  private GrpcErrors() {}

  public static HttpResponse of(Refusal refusal) {
    var status = RefusalStatus.forHeader(refusal);
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .set("content-type", "application/grpc")
            .setInt("grpc-status", status.getCode())
            .set("grpc-message", percentEncoded(status.getMessage()))
            .set(
                "grpc-status-details-bin",
                Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()))
            .endOfStream(true)
            .build());
  }

  /// Bytes outside of printable ASCII, and the percent sign, as `%XX`.
  private static String percentEncoded(String message) {
    var encoded = new StringBuilder();
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xFF));
      }
    }
    return encoded.toString();
  }
}
