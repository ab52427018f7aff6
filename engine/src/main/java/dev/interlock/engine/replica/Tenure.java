package dev.interlock.engine.replica;

import dev.interlock.engine.journal.Claim;
import java.util.List;

/// The right of this server to run works. What keeps others from its works is their fences; this
/// tells it when to let go of them by itself. Any thread.
public interface Tenure extends AutoCloseable {

  /// Begins it.
  ///
  /// @param whenLost everything that runs is to be let go of, now
  /// @param whenWorksAreFree works that were another's, or this one's before it lost them, may be
  ///   anybody's now
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  void start(Runnable whenLost, Runnable whenWorksAreFree);

  /// Whether this server may start anything at this moment.
  boolean isHeld();

  /// How many replicas share the works, this one included.
  int sharers();

  /// All replicas.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  List<ReplicaRow> replicas();

  /// Lets go of works of which nothing runs here, so that others go on with them. Only a hint, as
  /// all that is said of owners: the fence is the guarantee, and a claim that is not the last one
  /// changes nothing.
  ///
  /// @throws dev.interlock.engine.journal.StoreUnavailable when the store does not answer
  void letGo(List<Claim> works);

  /// Ends it: its works are anybody's. Call it when nothing runs any more.
  @Override
  void close();
}
