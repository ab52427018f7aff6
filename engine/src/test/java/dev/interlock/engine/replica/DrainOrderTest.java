package dev.interlock.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.replica.Drain.State;
import dev.interlock.engine.replica.DrainOrder.What;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DrainOrderTest {
  private static DrainAnswer answer(What what, String replica, Map<String, State> alive) {
    return new DrainOrder(replica, what, "a drill", new Caller("ann", ""))
        .among(new TreeMap<>(alive));
  }

  @Test
  void one_of_two_that_take_works_can_be_drained() {
    assertThat(answer(What.DRAIN, "a", Map.of("a", State.NONE, "b", State.NONE)))
        .isEqualTo(new DrainAnswer.Done());
    assertThat(answer(What.DRAIN, "a", Map.of("a", State.NONE, "b", State.NOT_KNOWN)))
        .as("an older one takes works too")
        .isEqualTo(new DrainAnswer.Done());
  }

  @Test
  void the_last_one_that_takes_works_cannot() {
    assertThat(answer(What.DRAIN, "a", Map.of("a", State.NONE)))
        .isEqualTo(new DrainAnswer.LastOne());
    assertThat(
            answer(
                What.DRAIN, "a", Map.of("a", State.NONE, "b", State.DRAINING, "c", State.DRAINED)))
        .isEqualTo(new DrainAnswer.LastOne());
  }

  @Test
  void one_that_drains_already_may_be_told_so_again() {
    assertThat(answer(What.DRAIN, "a", Map.of("a", State.DRAINING)))
        .isEqualTo(new DrainAnswer.Done());
  }

  @Test
  void one_of_an_older_version_cannot_be_drained() {
    assertThat(answer(What.DRAIN, "a", Map.of("a", State.NOT_KNOWN, "b", State.NONE)))
        .isEqualTo(new DrainAnswer.NotKnown());
  }

  @Test
  void one_that_there_is_not_is_told_with_those_that_there_are() {
    assertThat(answer(What.DRAIN, "c", Map.of("b", State.NONE, "a", State.NONE)))
        .isEqualTo(new DrainAnswer.NoSuchReplica(List.of("a", "b")));
    assertThat(answer(What.UNDO, "c", Map.of("a", State.NONE)))
        .isEqualTo(new DrainAnswer.NoSuchReplica(List.of("a")));
  }

  @Test
  void it_can_always_be_taken_back() {
    assertThat(answer(What.UNDO, "a", Map.of("a", State.DRAINED)))
        .isEqualTo(new DrainAnswer.Done());
    assertThat(answer(What.UNDO, "a", Map.of("a", State.NONE))).isEqualTo(new DrainAnswer.Done());
  }
}
