package dev.interlock.engine.stop;

/// What became of a release of the emergency stop.
public sealed interface ReleaseAnswer {

  /// It is stored: the stop is taken back, or the first of two people has asked for that.
  ///
  /// @param verdict what holds for the name now
  record Taken(StopVerdict verdict) implements ReleaseAnswer {}

  /// It takes two people, and nobody vouches that the caller is one.
  record NotAPerson() implements ReleaseAnswer {}

  record RequestIdReused() implements ReleaseAnswer {}
}
