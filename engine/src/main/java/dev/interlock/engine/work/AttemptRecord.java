package dev.interlock.engine.work;

import java.time.Instant;
import java.util.Optional;

/// One attempt of a job, as far as it is known.
///
/// @param number from 1
/// @param replica where it was started; empty when that was not said
/// @param state RUNNING, or what the job became by it
/// @param note the reason of a failure, or what a successful attempt had to say
/// @param endedMillis since the epoch; 0 while it runs
public record AttemptRecord(
    int number, String replica, JobState state, String note, Instant started, long endedMillis) {

  public Optional<Instant> ended() {
    return endedMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(endedMillis));
  }
}
