package dev.interlock.engine.replica;

import java.util.List;

/// What came of a [DrainOrder].
public sealed interface DrainAnswer {

  /// It is so, durably; the replica learns of it within a lease's renewal.
  record Done() implements DrainAnswer {}

  /// No such replica is alive.
  ///
  /// @param alive the replicas that there are
  record NoSuchReplica(List<String> alive) implements DrainAnswer {
    public NoSuchReplica {
      alive = List.copyOf(alive);
    }
  }

  /// No other takes works, so nobody would go on with those of this one.
  record LastOne() implements DrainAnswer {}

  /// Its version would not obey.
  record NotKnown() implements DrainAnswer {}

  /// The request id stands for another call.
  record RequestIdReused() implements DrainAnswer {}
}
