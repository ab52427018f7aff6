package dev.interlock.engine.replica;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where replicas leave each other the verbs that are for the other's works, in the store that they
/// share.
///
/// Any thread. Every method throws [dev.interlock.engine.journal.StoreUnavailable] when the store
/// does not answer.
public interface OrderDesk {

  /// The other replica, as far as it is alive, that owns a work.
  Optional<String> ownerOf(WorkId work);

  /// Leaves an order for a replica.
  void leave(String replica, AskedOrder order);

  /// Takes up to `max` of the orders that were left for a replica; nobody else gets them. One whose
  /// asker has waited for [Neighbours#PATIENCE] and given up is left: it was told so, or may have
  /// died before it could take it back.
  List<AskedOrder> take(String replica, int max);

  /// Says what became of an order that was taken.
  void answer(UUID id, OrderAnswer answer);

  /// What became of an order, if that is known; then nobody else hears of it.
  Optional<OrderAnswer> answerTo(UUID id);

  /// Takes an order back.
  ///
  /// @return whether nobody has taken it, so that nothing comes of it
  boolean withdraw(UUID id);

  /// Waits until one replica has left something for another, or the time is over. A lost word costs
  /// that time.
  ///
  /// @return whether there was word
  boolean awaitWord(Duration patience) throws InterruptedException;
}
