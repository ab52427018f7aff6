package dev.interlock.server.call;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.interlock.plugin.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A refusal as `google.rpc.Status`, with the details that programs read: what is wrong by field,
/// what must change first, when to ask again. See google/rpc/error_details.proto.
public final class RefusalStatus {
  private static final String DOMAIN = "interlock.dev";

  /// gRPC carries a refusal in a header, and clients by default take headers of 8 KiB in all. In
  /// Base64, and the message twice, this leaves room for the others.
  private static final int HEADER_VIOLATION_BYTES_MAX = 3_000;

  private static final int HEADER_MESSAGE_BYTES_MAX = 500;

  private RefusalStatus() {}

  /// With everything there is to say.
  public static Status whole(Refusal refusal) {
    return status(refusal, refusal.message(), refusal.violations());
  }

  /// With as much as fits into a header; what is left out is counted.
  public static Status forHeader(Refusal refusal) {
    var fitting = new ArrayList<Violation>();
    int bytes = 0;
    for (var violation : refusal.violations()) {
      bytes += bytes(violation.path()) + bytes(violation.message()) + 8;
      if (bytes > HEADER_VIOLATION_BYTES_MAX) {
        int left = refusal.violations().size() - fitting.size();
        fitting.add(new Violation("", "and %d more; Check shows them".formatted(left)));
        break;
      }
      fitting.add(violation);
    }
    return status(refusal, cut(refusal.message()), fitting);
  }

  private static Status status(Refusal refusal, String message, List<Violation> violations) {
    var status = Status.newBuilder().setCode(refusal.code().value()).setMessage(message);
    status.addDetails(
        Any.pack(ErrorInfo.newBuilder().setReason(refusal.reason()).setDomain(DOMAIN).build()));
    precondition(refusal, message).ifPresent(detail -> status.addDetails(Any.pack(detail)));
    if (!violations.isEmpty()) {
      var bad = BadRequest.newBuilder();
      for (var violation : violations) {
        bad.addFieldViolationsBuilder()
            .setField(violation.path())
            .setDescription(violation.message());
      }
      status.addDetails(Any.pack(bad.build()));
    }
    refusal
        .retryAfter()
        .ifPresent(pause ->
            status.addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(Durations.fromMillis(pause.toMillis()))
                        .build())));
    return status.build();
  }

  private static Optional<Message> precondition(Refusal refusal, String message) {
    return switch (refusal.code()) {
      case FAILED_PRECONDITION, ABORTED -> {
        var failure = PreconditionFailure.newBuilder();
        failure.addViolationsBuilder().setType(refusal.reason()).setDescription(message);
        yield Optional.of(failure.build());
      }
      default -> Optional.empty();
    };
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String cut(String message) {
    if (bytes(message) <= HEADER_MESSAGE_BYTES_MAX) {
      return message;
    }
    int end = Math.min(message.length(), HEADER_MESSAGE_BYTES_MAX);
    while (bytes(message.substring(0, end)) > HEADER_MESSAGE_BYTES_MAX) {
      end--;
    }
    return message.substring(0, end) + " ...";
  }
}
