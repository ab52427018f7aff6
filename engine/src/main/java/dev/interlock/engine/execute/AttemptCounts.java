package dev.interlock.engine.execute;

import dev.interlock.engine.work.AttemptEnd;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// How many attempts this process runs, and how those before them ended. Any thread.
public final class AttemptCounts {
  private final AtomicInteger running = new AtomicInteger();
  private final Map<AttemptEnd, LongAdder> ended;

  AttemptCounts() {
    var counters = new EnumMap<AttemptEnd, LongAdder>(AttemptEnd.class);
    for (var how : AttemptEnd.values()) {
      counters.put(how, new LongAdder());
    }
    ended = Collections.unmodifiableMap(counters);
  }

  void started() {
    running.incrementAndGet();
  }

  void hasEnded(AttemptEnd how) {
    running.decrementAndGet();
    counter(how).increment();
  }

  public int running() {
    return running.get();
  }

  /// How many ended so since the start of the process.
  public long ended(AttemptEnd how) {
    return counter(how).sum();
  }

  private LongAdder counter(AttemptEnd how) {
    var counter = ended.get(how);
    if (counter == null) {
      throw new IllegalStateException("bug: nothing counts " + how);
    }
    return counter;
  }
}
