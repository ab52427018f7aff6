package dev.interlock.engine.stop;

import java.time.Instant;

/// Why a source of the emergency stop cannot be asked, and what comes of that for every name.
///
/// @param problem what is wrong, for people; the same words while it lasts
/// @param since when it was first seen; of a source that is not read any more, its last reading
public record SourceTrouble(Effect effect, String problem, Instant since) {

  /// What comes of it.
  public enum Effect {
    /// Nothing may start; what runs goes on.
    HOLDS,
    /// Nothing may start, and what runs is told to end.
    STOPS
  }
}
