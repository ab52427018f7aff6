package dev.interlock.plugin;

import java.time.Duration;

/// The answer of a token bucket.
public sealed interface Grant {
  /// A token was taken, now or earlier by the same job.
  record Granted() implements Grant {}

  /// There is none.
  ///
  /// @param nextIn how long until the bucket gains its next token
  record Empty(Duration nextIn) implements Grant {}
}
