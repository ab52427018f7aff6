package dev.interlock.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.interlock.client.CallFailed.Kind;
import dev.interlock.plugin.Violation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes a [CallFailed] of what gRPC throws.
///
/// @param server whom the calls go to
record CallErrors(ServerAddress server) {
  // These have a work request checked and judged; only these can refuse one.
  private static final Set<String> JUDGING_CALLS =
      Set.of(
          "Submit",
          "Check",
          "Exec",
          "Resume",
          "SkipJob",
          "ResolveJob",
          "SetLimit",
          "Approve",
          "RetryFailed",
          "Clone");
  // Fields of the call; "edits[3].path" is one of `edits`.
  private static final Set<String> CALL_FIELDS =
      Set.of(
          "id",
          "request_id",
          "reason",
          "jobs",
          "as",
          "block",
          "limit",
          "unknown",
          "edits",
          "plan_hash");
  private static final Pattern FIRST_FIELD = Pattern.compile("^\\w*");

  // "finishConnect(..) failed with error(-111): Connection refused"
  private static final Pattern NATIVE_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  /// @param call its name on the wire, for the message
  /// @param deadline that the call had
  CallFailed of(StatusRuntimeException thrown, String call, Duration deadline) {
    var status = meant(thrown.getStatus());
    var violations = violationsOf(thrown);
    var retryAfter = retryAfterOf(thrown);
    return new CallFailed(
        kindOf(status, call, violations),
        status.getCode(),
        messageOf(status, call, deadline, retryAfter),
        violations,
        retryAfter,
        thrown);
  }

  /// gRPC says UNKNOWN of a connection that ends in the moment in which a call is written to it.
  /// What a server sends has no cause.
  private static Status meant(Status status) {
    return status.getCause() instanceof ClosedChannelException
        ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(status.getCause())
        : status;
  }

  /// The breaker is open: nobody was asked.
  CallFailed leftAlone(BreakerPlan plan, Throwable cause) {
    return new CallFailed(
        Kind.UNREACHABLE,
        Status.Code.UNAVAILABLE,
        "%s was not asked: %d %% or more of the last %d calls to it failed; it is tried again within %s"
            .formatted(server, plan.failedPercent(), plan.callsSeen(), seconds(plan.openFor())),
        List.of(),
        plan.openFor(),
        cause);
  }

  private static Kind kindOf(Status status, String call, List<Violation> violations) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT -> isAboutRequest(call, violations) ? Kind.REFUSED : Kind.INVALID;
      case OUT_OF_RANGE -> Kind.INVALID;
      case ABORTED -> Kind.STOPPED;
      case NOT_FOUND -> Kind.NOT_FOUND;
      case ALREADY_EXISTS -> Kind.ALREADY;
      case FAILED_PRECONDITION -> Kind.NOT_NOW;
      case UNAUTHENTICATED, PERMISSION_DENIED -> Kind.DENIED;
      case RESOURCE_EXHAUSTED -> Kind.BUSY;
      case UNAVAILABLE, DEADLINE_EXCEEDED -> Kind.UNREACHABLE;
      case CANCELLED ->
          Thread.currentThread().isInterrupted() ? Kind.INTERRUPTED : Kind.UNREACHABLE;
      case OK, UNKNOWN, INTERNAL, UNIMPLEMENTED, DATA_LOSS -> Kind.SERVER_FAULT;
    };
  }

  /// Whether a work request was refused, and not the call with which it came.
  private static boolean isAboutRequest(String call, List<Violation> violations) {
    return JUDGING_CALLS.contains(call)
        && violations.stream().anyMatch(one -> !CALL_FIELDS.contains(firstField(one)));
  }

  private static String firstField(Violation violation) {
    var first = FIRST_FIELD.matcher(violation.path());
    return first.find() ? first.group() : "";
  }

  private String messageOf(Status status, String call, Duration deadline, Duration retryAfter) {
    return switch (status.getCode()) {
      // only a server says when to try again: it is there, and what it needs is not
      case UNAVAILABLE ->
          (retryAfter.isPositive() ? "%s cannot do that now: %s" : "%s cannot be reached: %s")
              .formatted(server, reasonOf(status));
      case DEADLINE_EXCEEDED ->
          "%s did not answer %s within %s".formatted(server, call, seconds(deadline));
      case UNIMPLEMENTED ->
          "%s does not know the call %s; is it an Interlock server of this version?"
              .formatted(server, call);
      case UNKNOWN, INTERNAL, DATA_LOSS ->
          "%s failed in %s: %s".formatted(server, call, reasonOf(status));
      default -> reasonOf(status);
    };
  }

  /// What the server said, or else the innermost cause: gRPC itself says only "io exception".
  private static String reasonOf(Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause != null && cause.getMessage() != null) {
      var message = NATIVE_CALL.matcher(cause.getMessage()).replaceFirst("");
      return message.startsWith("Connection refused")
          ? "connection refused; is a server running there?"
          : message;
    }
    var description = status.getDescription();
    return description == null ? status.getCode().toString() : description;
  }

  private static List<Violation> violationsOf(StatusRuntimeException thrown) {
    return detail(thrown, BadRequest.class).stream()
        .flatMap(bad -> bad.getFieldViolationsList().stream())
        .map(one -> new Violation(one.getField(), one.getDescription()))
        .toList();
  }

  private static Duration retryAfterOf(StatusRuntimeException thrown) {
    return detail(thrown, RetryInfo.class)
        .map(RetryInfo::getRetryDelay)
        .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  private static <T extends Message> Optional<T> detail(
      StatusRuntimeException thrown, Class<T> type) {
    var status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return Optional.empty();
    }
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException garbled) {
          return Optional.empty(); // a detail is an extra: the code and the message still count
        }
      }
    }
    return Optional.empty();
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() < 1000
        ? duration.toMillis() + " ms"
        : "%d s".formatted(duration.toSeconds());
  }
}
