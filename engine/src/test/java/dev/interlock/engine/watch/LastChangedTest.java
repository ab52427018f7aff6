package dev.interlock.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The order in which things last changed, against a plain map.
class LastChangedTest {
  private static final int THINGS = 9;

  @Test
  void says_what_changed_between_any_two_entries() {
    var random = new Random(7);
    var order = new LastChanged(THINGS);
    var plain = new TreeMap<Integer, Long>();
    assertThat(order.latestSeq()).isZero();

    for (long seq = 1; seq <= 300; seq++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        int thing = random.nextInt(THINGS);
        order.changed(thing, seq);
        plain.put(thing, seq);
        assertThat(order.latestSeq()).isEqualTo(seq);
      }
      long after = Math.max(0, seq - random.nextInt(12));
      long upTo = after + random.nextInt(12);
      assertThat(order.between(after, upTo))
          .isEqualTo(
              plain.entrySet().stream()
                  .filter(entry -> entry.getValue() > after && entry.getValue() <= upTo)
                  .map(Map.Entry::getKey)
                  .toList());
      int most = 1 + random.nextInt(THINGS);
      assertThat(order.seqOfMost(most, after))
          .isEqualTo(
              plain.values().stream()
                  .filter(last -> last > after)
                  .sorted()
                  .limit(most)
                  .reduce(after, (_, last) -> last));
    }
  }
}
