package dev.interlock.engine.replica;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What one replica sees of the desk: the others are a test. Any thread.
public final class ScriptedDesk implements OrderDesk {
  private final Queue<AskedOrder> inbox = new ConcurrentLinkedQueue<>();
  private final Map<UUID, OrderAnswer> answers = new ConcurrentHashMap<>();
  private final Semaphore words = new Semaphore(0);
  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger asks = new AtomicInteger();
  private volatile Optional<String> owner = Optional.of("there:2");
  private volatile Consumer<UUID> whenAnswered = _ -> {};
  private volatile Runnable beforeTake = () -> {};
  private volatile Consumer<AskedOrder> whenAsked = _ -> {};

  /// Another replica leaves an order, and word of it.
  public void ask(AskedOrder order) {
    inbox.add(order);
    words.release();
  }

  /// Called before orders are taken, on the reader's thread: may throw.
  public void beforeTake(Runnable action) {
    beforeTake = action;
  }

  /// Called with what is left for another replica.
  public void whenAsked(Consumer<AskedOrder> action) {
    whenAsked = action;
  }

  /// What became of an order; an order that was left for another is answered by that, too.
  public Optional<OrderAnswer> answered(UUID id) {
    return Optional.ofNullable(answers.get(id));
  }

  /// How often somebody began to wait for word.
  public int waits() {
    return waits.get();
  }

  /// Says whose all works are from now on.
  public void owner(Optional<String> name) {
    owner = name;
  }

  /// How often somebody asked whose a work is.
  public int asks() {
    return asks.get();
  }

  /// Called when an order was answered.
  public void whenAnswered(Consumer<UUID> action) {
    whenAnswered = action;
  }

  @Override
  public Optional<String> ownerOf(WorkId work) {
    asks.incrementAndGet();
    return owner;
  }

  @Override
  public void leave(String replica, AskedOrder order) {
    whenAsked.accept(order);
  }

  @Override
  public List<AskedOrder> take(String replica, int max) {
    beforeTake.run();
    var taken = new ArrayList<AskedOrder>();
    for (var order = inbox.poll(); order != null; order = inbox.poll()) {
      taken.add(order);
    }
    return taken;
  }

  @Override
  public void answer(UUID id, OrderAnswer answer) {
    answers.put(id, answer);
    whenAnswered.accept(id);
  }

  @Override
  public Optional<OrderAnswer> answerTo(UUID id) {
    return answered(id);
  }

  @Override
  public boolean withdraw(UUID id) {
    return true;
  }

  @Override
  public boolean awaitWord(Duration patience) throws InterruptedException {
    waits.incrementAndGet();
    return words.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
