package dev.interlock.engine.admit;

import dev.interlock.engine.work.Refused;

/// What became of a clone, or of a retry of what failed.
public sealed interface CopyAnswer {

  /// The new request went through admission, like any other.
  record Submitted(SubmitAnswer answer) implements CopyAnswer {}

  /// There is no work to make it of.
  record NoSuchWork() implements CopyAnswer {}

  /// That work's state does not allow it.
  record NotNow(Refused refused) implements CopyAnswer {}
}
