package dev.interlock.sim.mutant;

import dev.interlock.sim.Schedule;
import java.util.function.LongFunction;

/// Runs a schedule and says which invariant it broke; empty when none. What a program with another
/// class loader can call.
public final class OneSchedule implements LongFunction<String> {
  /// Has nothing to remember.
  public OneSchedule() {}

  @Override
  public String apply(long seed) {
    return Schedule.of(seed).run().invariant();
  }
}
