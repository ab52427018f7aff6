package dev.interlock.server.call;

/// Who gets what a call answers, one thing after another.
///
/// @param <R> one of them
public interface Receiver<R> {
  /// There will be an answer, though maybe not soon. Need not be called, and only before the first
  /// one.
  default void begin() {}

  /// Takes the next one; waits while the receiver is not ready for it.
  void send(R next) throws InterruptedException;

  /// That was all.
  void end();

  /// There is nothing, or no more.
  void fail(Refusal refusal);
}
