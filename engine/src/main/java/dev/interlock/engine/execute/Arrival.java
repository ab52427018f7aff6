package dev.interlock.engine.execute;

/// How a work comes to its runner.
sealed interface Arrival {

  /// To be run.
  record ToRun() implements Arrival {}

  /// Executed a moment ago.
  record ToBegin(Beginning beginning) implements Arrival {}

  /// To end, or to have an order carried out: it has no room, so nothing of it starts.
  record WithoutRoom() implements Arrival {}
}
