package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;

/// How a work comes to its runner.
sealed interface Arrival {

  /// To be run.
  record ToRun() implements Arrival {}

  /// Executed a moment ago.
  record ToBegin(Beginning beginning) implements Arrival {}

  /// To end, or to have an order carried out: it has no room, so nothing of it starts.
  record WithoutRoom() implements Arrival {}

  default boolean isWithoutRoom() {
    return this instanceof WithoutRoom;
  }

  /// Makes an entry durable; the first of a new work has it begin.
  default WriteResult write(Journal journal, Write.Append append) {
    return this instanceof ToBegin(var beginning) && beginning.isAwaited()
        ? beginning.begin(journal, append)
        : journal.write(append);
  }

  /// The runner leaves.
  default void end() {
    if (this instanceof ToBegin(var beginning)) {
      beginning.giveUp();
    }
  }
}
