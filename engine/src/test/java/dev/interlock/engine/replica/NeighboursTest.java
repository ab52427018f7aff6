package dev.interlock.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one replica does for the others.
class NeighboursTest {
  private static final Duration POLL = Duration.ofMillis(500);

  private final ManualClock clock = new ManualClock();
  private final ScriptedDesk desk = new ScriptedDesk();
  private final Neighbours neighbours = new Neighbours(desk, "here:1", clock, UUID::randomUUID);
  private final AtomicInteger words = new AtomicInteger();

  @BeforeEach
  void start() {
    neighbours.start((_, _, _, _) -> new OrderAnswer.NoSuchWork(), words::incrementAndGet);
  }

  @AfterEach
  void close() {
    neighbours.close();
  }

  private static AskedOrder order() {
    return new AskedOrder(
        UUID.randomUUID(),
        new WorkId(UUID.randomUUID()),
        new Verb.Kill(),
        "a drill",
        new Caller("bob", ""));
  }

  /// The next time that orders are taken.
  private void failOnce(Runnable failure) {
    desk.beforeTake(() -> {
      desk.beforeTake(() -> {});
      failure.run();
    });
  }

  private void isServed(AskedOrder order) {
    desk.ask(order);
    await().until(() -> desk.answered(order.id()).isPresent());
  }

  @Test
  void carries_out_what_others_ask() {
    isServed(order());
    isServed(order());
  }

  @Test
  void whoever_waits_for_word_is_woken_by_word_alone() {
    await().until(() -> desk.waits() > 2); // polls
    assertThat(words).hasValue(0);

    isServed(order());

    assertThat(words).hasValue(1);
  }

  @Test
  void a_desk_that_fails_once_costs_a_poll() {
    failOnce(() -> {
      throw new StoreUnavailable("one hiccup", null);
    });
    var order = order();
    desk.ask(order);
    clock.awaitSleepers(1);
    clock.advance(POLL);

    isServed(order);
    isServed(order());
  }

  @Test
  void a_fault_of_the_machine_costs_no_more() {
    failOnce(() -> {
      throw new NoClassDefFoundError("once");
    });
    var order = order();
    desk.ask(order);
    clock.awaitSleepers(1);
    clock.advance(POLL);

    isServed(order);
    isServed(order());
  }
}
