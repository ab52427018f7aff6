package dev.interlock.engine.journal;

import dev.interlock.engine.work.WorkState;
import java.util.Set;

/// Which works a list shows.
///
/// @param name only works of this name; empty for all
/// @param states only works in one of these; empty for all
public record WorkFilter(String name, Set<WorkState> states) {
  public static final WorkFilter ALL = new WorkFilter("", Set.of());

  public WorkFilter {
    states = Set.copyOf(states);
  }
}
