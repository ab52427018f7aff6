package dev.interlock.engine.stop;

/// What the emergency stop says of a name at this moment.
public sealed interface StopVerdict {

  /// Every source lets it run.
  ///
  /// @param epoch of the database's rows that this rests on
  record Go(long epoch) implements StopVerdict {}

  /// Nothing of it may start, and what runs is told to end.
  ///
  /// @param reason which source, and why
  record Stop(String reason) implements StopVerdict {}

  /// A source cannot be read: nothing of it may start, and what runs goes on. The file, found bad
  /// once more, stops it.
  record Hold(String reason) implements StopVerdict {}
}
