package dev.interlock.engine.execute;

import dev.interlock.engine.work.Input;

/// What can lie in a runner's mailbox.
sealed interface Letter {

  /// Something for the machine.
  record Told(Input input) implements Letter {}

  /// An operator's verb.
  record Ordered(Order order) implements Letter {}

  /// What is heard of a check.
  record HeardOfCheck(CheckCourse.News news) implements Letter {}

  /// The moment has come that the machine waits for.
  record Reminded() implements Letter {}

  /// A deadline has come.
  record Deadline() implements Letter {}

  /// Somebody wants to see the work as it is now.
  record Asked(Question<?> question) implements Letter {}

  /// Somebody wants to see the work once it has ended.
  record AskedForEnd(Question<?> question) implements Letter {}

  /// The server shuts down: look at how far that is.
  record HandOff() implements Letter {}
}
