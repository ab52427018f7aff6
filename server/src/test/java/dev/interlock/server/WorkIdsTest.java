package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.WorkId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkIdsTest {
  @Test
  void rises_within_a_millisecond_and_when_the_clock_goes_back() {
    var times = Stream.iterate(1_800_000_000_000L, time -> time - 1).iterator();
    InstantSource clock = () -> Instant.ofEpochMilli(times.next());
    var ids = new WorkIds(clock, new SecureRandom());

    var made = Stream.generate(ids).limit(10_000).toList();

    assertThat(made).isSorted().doesNotHaveDuplicates();
    assertThat(made)
        .allMatch(id -> id.value().version() == 7 && id.value().variant() == 2)
        .allMatch(id -> WorkId.parse(id.toString()).isPresent());
  }
}
