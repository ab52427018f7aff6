package dev.interlock.engine.journal;

import java.time.Instant;
import java.util.Optional;

/// A token bucket while somebody looks at it.
public record BucketNow(BucketSettings settings, BucketLevel level) {

  /// When it gains its next token; empty when it is full.
  public Optional<Instant> nextAt() {
    return level.tokens() < settings.capacity()
        ? Optional.of(level.nextAt(settings))
        : Optional.empty();
  }
}
