package dev.interlock.client;

import java.time.Duration;

/// How a client reaches its server and how much patience it has.
///
/// @param address where the server listens, in HTTP/2, in plaintext or over TLS
/// @param credentials by what it knows who calls
/// @param deadline of every attempt of a call, from 1 ms
/// @param streamDeadline of one connection of a watch, which then connects again; bounds how long a
///   connection that died silently is believed
/// @param retries of calls
/// @param reconnects of a watch that was cut, counted from the last thing it brought
/// @param breaker when to leave the server alone
public record ClientSettings(
    ServerAddress address,
    Credentials credentials,
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
        Credentials.NONE,
        DEADLINE,
        STREAM_DEADLINE,
        RetryPlan.CALLS,
        RetryPlan.RECONNECTS,
        BreakerPlan.USUAL);
  }

  /// The same with another deadline per attempt.
  public ClientSettings withDeadline(Duration other) {
    return new ClientSettings(
        address, credentials, other, streamDeadline, retries, reconnects, breaker);
  }

  /// The same as whoever these say.
  public ClientSettings withCredentials(Credentials other) {
    return new ClientSettings(
        address, other, deadline, streamDeadline, retries, reconnects, breaker);
  }
}
