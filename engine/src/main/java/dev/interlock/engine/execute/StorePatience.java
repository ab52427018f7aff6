package dev.interlock.engine.execute;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats calls of the store until it answers, with growing pauses. For the runner of one work.
///
/// @param givesUp whether there is no time left to wait for that
record StorePatience(WorkId work, Clock clock, BooleanSupplier givesUp) {
  private static final Logger log = LoggerFactory.getLogger(StorePatience.class);
  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  /// The store's answer; empty when it gave none and there is no time left.
  <T> Optional<T> answerOf(Supplier<T> call) {
    for (var pause = PAUSE_MIN; ; pause = longer(pause)) {
      try {
        return Optional.of(call.get());
      } catch (StoreUnavailable e) {
        if (givesUp.getAsBoolean()) {
          return Optional.empty();
        }
        log.atWarn().addKeyValue("work", work).log("the store is away; trying again", e);
        sleep(pause);
      }
    }
  }

  /// The store's answer to what may as well be asked later; empty when it gives none.
  <T> Optional<T> answerNow(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (StoreUnavailable e) {
      log.atDebug().addKeyValue("work", work).log("the store is away; asking later", e);
      return Optional.empty();
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
  }

  private void sleep(Duration pause) {
    try {
      clock.sleep(pause);
    } catch (InterruptedException e) {
      throw new IllegalStateException("bug: somebody interrupted the runner of " + work, e);
    }
  }
}
