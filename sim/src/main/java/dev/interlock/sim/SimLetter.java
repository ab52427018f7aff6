package dev.interlock.sim;

import dev.interlock.engine.execute.CheckCourse;
import dev.interlock.engine.execute.Order;
import dev.interlock.engine.work.Input;

/// What can lie in a runner's mailbox, as in the engine's `Letter`.
sealed interface SimLetter {

  /// Something for the machine.
  record Told(Input input) implements SimLetter {}

  /// An operator's verb.
  record Ordered(Order order) implements SimLetter {}

  /// What is heard of a check.
  record HeardOfCheck(CheckCourse.News news) implements SimLetter {}

  /// A deadline has come.
  record Deadline() implements SimLetter {}

  /// The server shuts down.
  record HandOff() implements SimLetter {}
}
