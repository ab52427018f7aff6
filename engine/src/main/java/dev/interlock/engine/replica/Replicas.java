package dev.interlock.engine.replica;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Who shares a store. Times are by the store's clock.
///
/// Any thread. Every method throws [dev.interlock.engine.journal.StoreUnavailable] when the store
/// does not answer, and that within a few seconds: a lease is shorter than most patience.
public interface Replicas extends AutoCloseable {

  /// Makes a replica known, or goes on with its lease: nobody else takes its works until that is
  /// over.
  ///
  /// @return the names of all that are alive
  Set<String> renew(Replica replica, Duration lease);

  /// Every replica that is alive, or was lately.
  List<ReplicaRow> all();

  /// Ends a lease: from now on the replica's works are anybody's.
  void leave(String name);

  @Override
  void close();
}
