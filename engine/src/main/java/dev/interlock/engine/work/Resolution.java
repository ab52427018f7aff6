package dev.interlock.engine.work;

/// What a person says became of a job, having looked.
public enum Resolution {
  /// It took effect, or somebody did it by hand.
  DONE,
  FAILED,
  /// It had no effect, or may have it twice: run it again.
  RUN_AGAIN
}
