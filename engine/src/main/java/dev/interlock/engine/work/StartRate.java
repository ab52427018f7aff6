package dev.interlock.engine.work;

import dev.interlock.plugin.Rate;
import java.util.ArrayDeque;
import java.util.Deque;

/// Keeps a block to its rate of starts, from the times of those that were.
final class StartRate {
  private final Rate rate;
  private final Deque<Long> startedMillis = new ArrayDeque<>(0);

  StartRate(Rate rate) {
    this.rate = rate;
  }

  void started(long millis) {
    if (rate.isUnlimited()) {
      return;
    }
    // none earlier than it has to: a clock that is set back makes it count again
    if (startedMillis.size() == rate.starts()) {
      startedMillis.removeFirst();
    }
    startedMillis.addLast(millis);
  }

  private boolean isOver(long started, long nowMillis) {
    return started + rate.interval().toMillis() <= nowMillis;
  }

  /// How many may start at this moment.
  int room(long nowMillis) {
    if (rate.isUnlimited()) {
      return Integer.MAX_VALUE;
    }
    int over = 0;
    for (long started : startedMillis) {
      if (!isOver(started, nowMillis)) {
        break;
      }
      over++;
    }
    return rate.starts() - startedMillis.size() + over;
  }

  /// When there is room again, once there is none.
  long nextMillis() {
    return startedMillis.getFirst() + rate.interval().toMillis();
  }
}
