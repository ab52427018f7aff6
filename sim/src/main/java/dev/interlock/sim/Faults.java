package dev.interlock.sim;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/// Which faults a schedule has, and how often each happened.
@SuppressWarnings("EnumOrdinal") // an array in memory
final class Faults {
  private static final Fault[] ALL = Fault.values();

  private final EnumSet<Fault> enabled = EnumSet.noneOf(Fault.class);
  private final int[] happened = new int[ALL.length];
  private boolean healed;

  /// @param without left out whatever the seed says: for a smaller trace of the same failure
  Faults(SplittableRandom random, Set<Fault> without) {
    int oneIn = random.nextInt(1, 5);
    for (var fault : ALL) {
      if (random.nextInt(oneIn) == 0 && !without.contains(fault)) {
        enabled.add(fault);
      }
    }
  }

  Set<Fault> enabled() {
    return enabled;
  }

  boolean has(Fault fault) {
    return enabled.contains(fault);
  }

  /// Whether it strikes now. Draws from `random` in any case, so that a schedule without the fault
  /// goes its way as far as it can.
  boolean strikes(Fault fault, SplittableRandom random, int oneIn) {
    boolean strikes = random.nextInt(oneIn) == 0 && !healed && enabled.contains(fault);
    if (strikes) {
      happened[fault.ordinal()]++;
    }
    return strikes;
  }

  /// It happened otherwise than by [#strikes].
  void happened(Fault fault) {
    happened[fault.ordinal()]++;
  }

  void heal() {
    healed = true;
  }

  boolean areHealed() {
    return healed;
  }

  void addTo(long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += happened[i];
    }
  }
}
