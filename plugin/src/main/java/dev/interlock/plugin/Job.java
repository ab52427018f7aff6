package dev.interlock.plugin;

import java.util.Map;

/// One piece of work: a job type's name and the arguments for it.
///
/// @param name the job type's name
/// @param desc what a person should know of it
/// @param args as the client wrote them; [JobSpec#bind] gives them types and defaults
/// @param retries how many more attempts it gets after one has failed, 0 up to the maximum of its
///   job type, which owns the pauses between them; see [Retries]
public record Job(String name, String desc, Map<String, String> args, int retries) {
  public Job {
    if (retries < 0) {
      throw new IllegalArgumentException("retries is %d; it must be at least 0".formatted(retries));
    }
    args = Map.copyOf(args);
  }

  /// With one attempt.
  public Job(String name, String desc, Map<String, String> args) {
    this(name, desc, args, 0);
  }
}
