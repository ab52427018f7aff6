package dev.interlock.engine.stop;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;

/// A stop that this process was told to make, and that the database may not hold yet.
///
/// @param number orders the orders of this process
/// @param key of the call: an order that was stored after all, and released since, is not stored
///   again
record StopOrder(long number, StopRow row, RequestKey key) {
  String name() {
    return row.name();
  }

  StopOrder later(StopOrder other) {
    return number > other.number ? this : other;
  }

  StopVerdict.Stop verdict() {
    return new StopVerdict.Stop(
        "stop of %s: %s (%s)".formatted(row.name(), row.reason(), row.actor()));
  }
}
