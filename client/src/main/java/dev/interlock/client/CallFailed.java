package dev.interlock.client;

import dev.interlock.plugin.Violation;
import io.grpc.Status;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that the server refused, or that never got an answer. Its message is fit for a person.
public final class CallFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// What a caller may want to tell apart.
  public enum Kind {
    /// The request breaks policies or rules: see [CallFailed#violations].
    REFUSED,
    /// Something about the call itself is wrong: an id that is none, a page token of another query.
    INVALID,
    /// The emergency stop holds.
    STOPPED,
    /// There is no such thing.
    NOT_FOUND,
    /// It has been done before, by another call.
    ALREADY,
    /// It cannot be done in this state: the work has expired or has ended, the server's policies
    /// are broken.
    NOT_NOW,
    /// The server does not let this caller do it.
    DENIED,
    /// The server has too much to do.
    BUSY,
    /// No connection, or no answer in time.
    UNREACHABLE,
    /// The calling thread was interrupted.
    INTERRUPTED,
    /// The server failed, or does not know this call.
    SERVER_FAULT
  }

  private final String message;
  private final Kind kind;
  private final Status.Code code;
  private final transient List<Violation> violations;
  private final Duration retryAfter;

  CallFailed(
      Kind kind,
      Status.Code code,
      String message,
      List<Violation> violations,
      Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.message = message;
    this.kind = kind;
    this.code = code;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /// What kind of failure it is.
  public Kind kind() {
    return kind;
  }

  /// The code that came over the wire, or the nearest to what happened before it.
  public Status.Code code() {
    return code;
  }

  /// Everything that is wrong with the request ([Kind#REFUSED]) or with the call ([Kind#INVALID]);
  /// empty otherwise.
  public List<Violation> violations() {
    return violations;
  }

  /// How long the server asks to be left alone; zero when it does not say.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// Whether the same call may succeed a little later without anybody doing anything.
  boolean isPassing() {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }
}
