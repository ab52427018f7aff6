package dev.interlock.engine.execute;

import dev.interlock.engine.work.JobState;
import java.util.Optional;

/// What an attempt wrote.
///
/// @param job its number in the work
/// @param attempt from 1
/// @param isRunning whether there may be more
/// @param text as far as it is kept, a line each
public record AttemptText(int job, int attempt, boolean isRunning, String text) {

  /// Which attempt somebody asks for, with what it has written if it runs here.
  ///
  /// @param attempt from 1; 0 for the last
  /// @return empty when there is no such job or attempt
  public static Optional<AttemptText> of(WorkLook look, String path, int attempt) {
    var found = look.machine().find(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int job = found.getAsInt();
    int last = look.machine().attempts(job);
    int asked = attempt == 0 ? last : attempt;
    if (asked < 1 || asked > last) {
      return Optional.empty();
    }
    boolean isRunning = asked == last && look.machine().jobState(job) == JobState.RUNNING;
    var text = isRunning ? look.running().apply(job).map(AttemptOutput::text).orElse("") : "";
    return Optional.of(new AttemptText(job, asked, isRunning, text));
  }

  /// The same with a text.
  public AttemptText with(String stored) {
    return new AttemptText(job, attempt, isRunning, stored);
  }
}
