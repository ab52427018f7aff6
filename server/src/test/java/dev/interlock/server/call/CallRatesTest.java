package dev.interlock.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallRatesTest {
  private final ManualClock clock = new ManualClock();
  private final CallRates rates = new CallRates(10, clock);

  private int letThrough(String caller, int calls) {
    int through = 0;
    for (int i = 0; i < calls; i++) {
      through += rates.tooMany(caller).isEmpty() ? 1 : 0;
    }
    return through;
  }

  @Test
  void lets_so_many_through_in_a_second_and_says_when_the_next_may_come() {
    assertThat(letThrough("ann", 10)).isEqualTo(10);

    assertThat(rates.tooMany("ann")).contains(Duration.ofMillis(100));
    clock.advance(Duration.ofMillis(100));
    assertThat(letThrough("ann", 5)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(letThrough("ann", 20)).isEqualTo(10);
  }

  @Test
  void nobody_takes_from_another_and_a_long_quiet_saves_nothing_up() {
    assertThat(letThrough("ann", 50)).isEqualTo(10);
    assertThat(letThrough("bob", 5)).isEqualTo(5);

    clock.advance(Duration.ofHours(1));

    assertThat(letThrough("ann", 50)).isEqualTo(10);
  }

  @Test
  void keeps_no_more_callers_than_it_must() {
    assertThat(letThrough("ann", 50)).isEqualTo(10);
    for (int i = 0; i < 9_999; i++) {
      assertThat(letThrough("caller " + i, 1)).isEqualTo(1);
    }
    assertThat(letThrough("ann", 1)).isZero();
    for (int i = 0; i < 10_000; i++) {
      assertThat(letThrough("other " + i, 1)).isEqualTo(1);
    }
    assertThat(letThrough("ann", 50)).isEqualTo(10);
  }
}
