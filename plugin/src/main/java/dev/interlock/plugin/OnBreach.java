package dev.interlock.plugin;

/// What follows when more fail than a [Tolerance] allows. Either way nothing more starts and the
/// running attempts finish first.
public enum OnBreach {
  /// Then the work fails.
  FAIL,
  /// Then the work pauses, until a person has decided.
  PAUSE
}
