package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import java.util.List;
import java.util.Optional;

/// The right of this server to run works. What keeps others from its works is their fences; this
/// tells it when to let go of them by itself. Any thread.
public interface Tenure extends AutoCloseable {

  /// Begins it.
  ///
  /// @param whenLost everything that runs is to be let go of, now
  /// @param whenWorksAreFree works that were another's, or this one's before it lost them, may be
  ///   anybody's now
  /// @param whenDrainChanges this server is being taken out, or is not any more
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  void start(Runnable whenLost, Runnable whenWorksAreFree, Runnable whenDrainChanges);

  /// Whether this server may start anything at this moment.
  boolean isHeld();

  /// Why this server may start nothing, for people; empty while it may.
  Optional<String> problem();

  /// Whether this server is being taken out: what runs goes on, nothing new starts here, and a work
  /// of which nothing runs is to be let go of.
  boolean isDraining();

  /// How many replicas take works.
  int sharers();

  /// All replicas.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  List<ReplicaRow> replicas();

  /// Has a replica taken out, or not any more.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  DrainAnswer drain(DrainOrder order);

  /// Up to `max` of the works that are this server's and have not ended, each by its last claim.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  List<Claim> owned(int max);

  /// Lets go of works of which nothing runs here, so that others go on with them. Only a hint, as
  /// all that is said of owners: the fence is the guarantee, and a claim that is not the last one
  /// changes nothing.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  void letGo(List<Claim> works);

  /// Says that nothing runs here any more, while it drains.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  void drained();

  /// Ends it: its works are anybody's. Call it when nothing runs any more.
  @Override
  void close();
}
