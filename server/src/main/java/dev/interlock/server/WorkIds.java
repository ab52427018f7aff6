package dev.interlock.server;

import dev.interlock.engine.work.WorkId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes ids: UUIDs of version 7 (RFC 9562), so that the newest work is the highest id. Ids of one
/// millisecond rise too, by counting in the twelve bits after the time. Any thread.
final class WorkIds implements Supplier<WorkId> {
  private static final int COUNT_MAX = 0xFFF;

  private final InstantSource clock;
  private final SecureRandom random;
  private long millis;
  private int count;

  WorkIds(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public WorkId get() {
    long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L; // the variant
    return new WorkId(new UUID(high(), low));
  }

  private synchronized long high() {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      count = 0;
    } else if (count == COUNT_MAX) {
      millis++; // ahead of the clock until it has caught up
      count = 0;
    } else {
      count++;
    }
    return millis << 16 | 0x7000 | count;
  }
}
