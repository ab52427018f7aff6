package dev.interlock.sim;

/// How a work comes to its runner, as in the engine's `WorkRunner`.
sealed interface SimArrival {

  /// To be run.
  record ToRun() implements SimArrival {}

  /// To end, or to have an order carried out.
  record WithoutRoom() implements SimArrival {}

  /// Executed a moment ago.
  record ToBegin(SimBeginning beginning) implements SimArrival {}
}
