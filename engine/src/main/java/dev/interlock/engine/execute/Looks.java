package dev.interlock.engine.execute;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Shows works as they are, whoever runs them. Any thread; may wait for the store or a runner.
public record Looks(LiveWorks live, WorkStore store, Clock clock) {
  private static final Duration RUNNER_PATIENCE = Duration.ofSeconds(2);
  private static final Duration END_POLL = Duration.ofMillis(200);

  /// Shows a work as it is: by its runner while it is live, else as it is stored.
  ///
  /// @param view must be quick, and must not keep what it is given
  /// @return empty when there is no such work
  public <T> Optional<T> look(WorkId id, Function<WorkLook, T> view) throws InterruptedException {
    var seen = live.look(id, RUNNER_PATIENCE, view);
    return seen.isPresent() ? seen : stored().look(id).map(view);
  }

  /// Shows a work once it has ended, or after `wait` as it then is.
  ///
  /// @return empty when there is no such work
  public <T> Optional<T> lookWhenEnded(WorkId id, Duration wait, Function<WorkLook, T> view)
      throws InterruptedException {
    long deadline = clock.nanos() + wait.toNanos();
    while (true) {
      var left = Duration.ofNanos(Math.max(0, deadline - clock.nanos()));
      var seen = live.lookWhenEnded(id, left, view);
      if (seen.isPresent()) {
        return seen;
      }
      var work = store.find(id);
      if (left.isZero() || work.isEmpty() || work.get().summary().state().isTerminal()) {
        return look(id, view);
      }
      clock.sleep(left.compareTo(END_POLL) < 0 ? left : END_POLL);
    }
  }

  /// Works as they are stored.
  public StoredWorks stored() {
    return new StoredWorks(store, clock);
  }
}
