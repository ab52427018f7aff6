package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Who shares a store. Times are by the store's clock.
///
/// Any thread. Every method throws [dev.interlock.engine.journal.StoreUnavailable] when the store
/// does not answer, and that within a few seconds: a lease is shorter than most patience.
public interface Replicas extends AutoCloseable {

  /// What time it is.
  Instant now();

  /// Makes a replica known, or goes on with its lease: nobody else takes its works until that is
  /// over.
  Renewal renew(Replica replica, Duration lease);

  /// What a replica learns when it renews its lease.
  ///
  /// @param alive the names of all that are, its own among them
  /// @param draining those of them that are being taken out
  /// @param before what was found of its lease
  record Renewal(Set<String> alive, Set<String> draining, Before before) {
    public Renewal {
      alive = Set.copyOf(alive);
      draining = Set.copyOf(draining);
    }
  }

  /// What a renewal finds.
  enum Before {
    /// It lasted until now.
    HELD,

    /// There was none, or others could believe that it was over: they may have taken its works.
    OVER
  }

  /// Every replica that is alive, or was lately.
  List<ReplicaRow> all();

  /// Has a replica taken out, or not any more, unless nobody would be left to take works. Done, it
  /// has its entry in the audit, of the same transaction.
  ///
  /// @param at by the clock of whoever asks
  DrainAnswer drain(DrainOrder order, Instant at);

  /// Up to `max` of the works that a replica claimed last and that have not ended, each by that
  /// claim.
  List<Claim> owned(String name, int max);

  /// Lets go of a replica's works: from now on they are anybody's, and the others are woken. A
  /// claim that is not the last one changes nothing, and neither does one whose row is being
  /// written.
  void letGo(String name, List<Claim> works);

  /// Says of a replica that is being taken out that nothing runs on it.
  void drained(String name);

  /// Ends a lease: from now on the replica's works are anybody's.
  void leave(String name);

  @Override
  void close();
}
