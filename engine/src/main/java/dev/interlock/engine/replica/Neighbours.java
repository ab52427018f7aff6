package dev.interlock.engine.replica;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The other replicas, as far as verbs are concerned: has them carry out those for their works, and
/// carries out what they ask. Any thread.
public final class Neighbours implements AutoCloseable {
  /// Whoever asks another replica waits so long for its answer.
  public static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER_POLL = Duration.ofMillis(20);
  private static final int AT_ONCE_MAX = 100;
  private static final Logger log = LoggerFactory.getLogger(Neighbours.class);

  private final OrderDesk desk;
  private final String self;
  private final Clock clock;
  private final Supplier<UUID> ids;
  private final Semaphore room = new Semaphore(AT_ONCE_MAX);
  private final Thread thread = Thread.ofVirtual().name("neighbours").unstarted(this::serve);
  private volatile Orders orders =
      (_, _, _, _) -> {
        throw new IllegalStateException("bug: asked before it was started");
      };
  private volatile Runnable whenWordCame = () -> {};

  /// What carries an order out.
  @FunctionalInterface
  public interface Orders {
    OrderAnswer order(WorkId work, Verb verb, String reason, Caller caller)
        throws InterruptedException;
  }

  /// Asks and serves nobody yet.
  ///
  /// @param self what the other replicas call this one
  /// @param ids of askings
  public Neighbours(OrderDesk desk, String self, Clock clock, Supplier<UUID> ids) {
    this.desk = desk;
    this.self = self;
    this.clock = clock;
    this.ids = ids;
  }

  /// Begins to carry out what is asked.
  ///
  /// @param wordCame run when another has left word, of whatever
  public void start(Orders carryOut, Runnable wordCame) {
    orders = carryOut;
    whenWordCame = wordCame;
    thread.start();
  }

  /// Has the replica that owns a work carry out a verb.
  ///
  /// @return empty when no other that is alive owns it
  /// @throws StoreUnavailable when that one does not answer; it says whether anything may come of
  ///   it
  public Optional<OrderAnswer> order(WorkId work, Verb verb, String reason, Caller caller)
      throws InterruptedException {
    var owner = desk.ownerOf(work);
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    var order = new AskedOrder(ids.get(), work, verb, reason, caller);
    desk.leave(owner.get(), order);
    for (long end = clock.nanos() + PATIENCE.toNanos(); clock.nanos() < end; ) {
      var answer = desk.answerTo(order.id());
      if (answer.isPresent()) {
        return answer;
      }
      clock.sleep(ANSWER_POLL);
    }
    boolean isForgotten = desk.withdraw(order.id());
    return Optional.of(
        new OrderAnswer.Unanswered(
            "%s, which runs this work, does not answer; %s"
                .formatted(
                    owner.get(),
                    isForgotten
                        ? "nothing was changed"
                        : "it may yet do this, so repeat the call with the same request_id")));
  }

  private void serve() {
    try {
      while (true) {
        try {
          if (desk.awaitWord(POLL)) {
            whenWordCame.run();
          }
          serveAll();
        } catch (StoreUnavailable e) {
          log.debug("the store is away; looking for orders again soon", e);
          clock.sleep(POLL);
        } catch (RuntimeException | Error e) { // it must not end: nobody would be served any more
          log.error("looking for orders failed; trying again soon", e);
          clock.sleep(POLL);
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void serveAll() throws InterruptedException {
    while (true) {
      room.acquire();
      int free = 1 + room.drainPermits();
      try {
        var taken = desk.take(self, free);
        free -= taken.size();
        taken.forEach(
            order -> Thread.ofVirtual().name("order-" + order.id()).start(() -> carryOut(order)));
        if (taken.isEmpty()) {
          return;
        }
      } finally {
        room.release(free);
      }
    }
  }

  private void carryOut(AskedOrder order) {
    try {
      var answer = orders.order(order.work(), order.verb(), order.reason(), order.caller());
      desk.answer(order.id(), answer);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // who asked is told by silence, and repeats the call
      log.atWarn().addKeyValue("work", order.work()).log("an order could not be carried out", e);
    } finally {
      room.release();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
