package dev.interlock.engine.work;

import java.time.Instant;
import java.util.List;

/// That a person has approved a work. Whether it counts is decided when the work is executed.
///
/// @param actor who
/// @param groups that they were in
/// @param policies the version of those that were in force
/// @param at when
public record Approval(String actor, List<String> groups, String policies, Instant at) {
  public Approval {
    groups = List.copyOf(groups);
  }
}
