package dev.interlock.engine.work;

import dev.interlock.plugin.Ramp;

/// Lets the sequences of a block begin in waves, each only when the one before has ended and baked.
final class Waves {
  private final Ramp ramp;
  private final int sequences;
  private int wave;
  private boolean hasBegun;

  /// How many sequences belong to the waves that have begun.
  private int open;

  private long endedMillis;

  Waves(Ramp ramp, int sequences) {
    this.ramp = ramp;
    this.sequences = sequences;
    this.open = ramp.waves().isEmpty() ? sequences : size(0);
  }

  private int size(int index) {
    var waves = ramp.waves();
    return waves.get(Math.min(index, waves.size() - 1)).of(sequences);
  }

  /// The first sequence that may not begin now.
  ///
  /// @param fresh the first that has not begun
  /// @param begun how many have begun and not ended
  int end(int fresh, int begun, long nowMillis) {
    boolean isNextOpen =
        fresh >= open && fresh < sequences && openMillis(fresh, begun) <= nowMillis;
    return isNextOpen ? nextEnd(fresh) : Math.min(open, sequences);
  }

  /// Past waves of which everything was skipped.
  private int nextEnd(int fresh) {
    long end = open;
    for (int next = wave + 1; end <= fresh; next++) {
      end += size(next);
    }
    return (int) Math.min(sequences, end);
  }

  /// When the next sequence may begin: 0 for at once, [WorkMachine#NEVER] while the wave before has
  /// not ended.
  long openMillis(int fresh, int begun) {
    if (begun > 0) {
      return fresh < open ? 0 : WorkMachine.NEVER;
    }
    boolean bakes = hasBegun && fresh >= open && !ramp.bake().isZero();
    return bakes ? endedMillis + ramp.bake().toMillis() : 0;
  }

  void started(int sequence) {
    hasBegun = true;
    while (sequence >= open) {
      wave++;
      open = (int) Math.min(sequences, (long) open + size(wave));
    }
  }

  /// Something of the block has ended, or the work goes on after a pause: baking starts anew.
  void restartBake(long millis) {
    endedMillis = millis;
  }
}
