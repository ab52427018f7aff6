package dev.interlock.plugin;

import java.util.Map;

/// One piece of work: a job type's name and the arguments for it.
///
/// @param name the job type's name
/// @param desc what a person should know of it
/// @param args as the client wrote them; [JobSpec#bind] gives them types and defaults
public record Job(String name, String desc, Map<String, String> args) {
  public Job {
    args = Map.copyOf(args);
  }
}
