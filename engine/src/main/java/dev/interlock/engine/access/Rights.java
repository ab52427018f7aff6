package dev.interlock.engine.access;

/// What somebody may do. Answers for the moment in which it is asked: what was taken away is gone
/// with the next question. Any thread.
@FunctionalInterface
public interface Rights {
  /// For works of which names the right was given.
  NameScope scope(Right right);
}
