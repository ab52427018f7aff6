package dev.interlock.plugin;

import java.time.Duration;
import java.util.List;

/// Starts the sequences of a block in waves, so that what goes wrong goes wrong for a few. A wave
/// starts only when every sequence of the one before has ended and the bake time has passed since;
/// the continuous checks must hold during it.
///
/// @param waves how many sequences each has, 1 to 20 entries; the last repeats until all are done
/// @param bake the time between two waves, up to 24 hours
public record Ramp(List<Share> waves, Duration bake) {
  /// All sequences as one wave.
  public static final Ramp NONE = new Ramp(List.of(), Duration.ZERO);

  public Ramp {
    waves = List.copyOf(waves);
    Times.requireNotNegative("bake time", bake);
  }
}
