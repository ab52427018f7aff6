package dev.interlock.client;

import java.time.Duration;
import java.util.Optional;

/// How a client reaches its server and how much patience it has.
///
/// @param address where the server listens, in plaintext HTTP/2
/// @param token tells the server who calls; sent to this machine only, for others could read it on
///   its way; see [AccessToken]
/// @param deadline of every attempt of a call, from 1 ms
/// @param streamDeadline of one connection of a watch, which then connects again; bounds how long a
///   connection that died silently is believed
/// @param retries of calls
/// @param reconnects of a watch that was cut, counted from the last thing it brought
/// @param breaker when to leave the server alone
public record ClientSettings(
    ServerAddress address,
    Optional<String> token,
    Duration deadline,
    Duration streamDeadline,
    RetryPlan retries,
    RetryPlan reconnects,
    BreakerPlan breaker) {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration STREAM_DEADLINE = Duration.ofMinutes(10);

  public ClientSettings {
    for (var given : new Duration[] {deadline, streamDeadline}) {
      if (given.toMillis() < 1) {
        throw new IllegalArgumentException("deadline is %s; it must be >= 1 ms".formatted(given));
      }
    }
  }

  /// The defaults, for a server at `address`.
  public static ClientSettings of(ServerAddress address) {
    return new ClientSettings(
        address,
        Optional.empty(),
        DEADLINE,
        STREAM_DEADLINE,
        RetryPlan.CALLS,
        RetryPlan.RECONNECTS,
        BreakerPlan.USUAL);
  }

  /// The same with another deadline per attempt.
  public ClientSettings withDeadline(Duration other) {
    return new ClientSettings(address, token, other, streamDeadline, retries, reconnects, breaker);
  }

  /// The same as whoever the token says.
  public ClientSettings withToken(Optional<String> other) {
    return new ClientSettings(
        address, other, deadline, streamDeadline, retries, reconnects, breaker);
  }
}
