package dev.interlock.engine.replica;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.journal.RequestKey;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// That a replica is to be taken out, or is not any more.
///
/// @param reason why; shown while it drains
public record DrainOrder(String replica, What what, String reason, Caller caller) {
  /// What is to be done.
  public enum What {
    DRAIN,
    UNDO
  }

  /// What makes a repeated call recognisable.
  public RequestKey key() {
    return RequestKey.of(
        caller.actor(),
        caller.requestId(),
        "drain replica %s %s %s".formatted(what, replica, reason));
  }

  /// What comes of it.
  ///
  /// @param alive every replica that is, by its name
  public DrainAnswer among(SortedMap<String, Drain.State> alive) {
    var state = alive.get(replica);
    if (state == null) {
      return new DrainAnswer.NoSuchReplica(List.copyOf(alive.keySet()));
    }
    if (what == What.UNDO || state.isOrdered()) {
      return new DrainAnswer.Done();
    }
    if (state == Drain.State.NOT_KNOWN) {
      return new DrainAnswer.NotKnown();
    }
    return alive.entrySet().stream().anyMatch(this::isAnotherThatTakesWorks)
        ? new DrainAnswer.Done()
        : new DrainAnswer.LastOne();
  }

  private boolean isAnotherThatTakesWorks(Map.Entry<String, Drain.State> one) {
    return !one.getKey().equals(replica) && !one.getValue().isOrdered();
  }
}
