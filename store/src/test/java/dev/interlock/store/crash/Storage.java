package dev.interlock.store.crash;

import dev.interlock.engine.journal.WorkStore;

/// Where the processes of one run, one after another, keep what they are given. For one thread at a
/// time.
interface Storage extends AutoCloseable {

  /// The store of the process that is born.
  WorkStore open();

  /// The process that has the store dies; nothing of its store is closed.
  void dies();

  @Override
  void close();
}
