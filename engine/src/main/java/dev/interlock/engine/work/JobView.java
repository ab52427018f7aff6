package dev.interlock.engine.work;

import java.util.List;

/// How a job stands.
///
/// @param note the reason of a failure, or what a successful attempt had to say
/// @param startedMillis of its first attempt, since the epoch; 0 before that
/// @param endedMillis since the epoch; 0 before it has ended
/// @param attempts oldest first
/// @param notStopping it was told to end and goes on
public record JobView(
    JobState state,
    String note,
    long startedMillis,
    long endedMillis,
    List<AttemptRecord> attempts,
    boolean notStopping) {
  public JobView {
    attempts = List.copyOf(attempts);
  }
}
