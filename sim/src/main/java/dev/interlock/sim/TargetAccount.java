package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// I25: no two jobs touch the same, by what the journals say. A job does from its intent until it
/// has ended; one that is to be tried again or of unknown outcome still does, until a person says
/// what became of it or its block has ended.
final class TargetAccount {
  private final World world;
  private final Map<Target, Toucher> touched = new HashMap<>();

  private record Toucher(WorkId work, int job) {}

  TargetAccount(World world) {
    this.world = world;
  }

  /// An entry was written.
  ///
  /// @param jobOf a job of the work by its number
  void written(WorkId work, List<Fact> facts, IntFunction<Job> jobOf) {
    for (var fact : facts) {
      switch (fact) {
        case Fact.AttemptStarted(int job, _) -> starts(new Toucher(work, job), jobOf.apply(job));
        case Fact.AttemptEnded(int job, var how, _, long again) -> {
          boolean isOver =
              switch (how) {
                case SUCCEEDED, FAILED, FATAL, INTERRUPTED -> again == 0;
                case UNKNOWN, LOST -> false;
              };
          endsIf(isOver, new Toucher(work, job));
        }
        case Fact.JobSkipped(int job, _, _) -> endsIf(true, new Toucher(work, job));
        case Fact.JobResolved(int job, var as, _, _) ->
            endsIf(as != Resolution.RUN_AGAIN, new Toucher(work, job));
        case Fact.BlockEnded _, Fact.WorkEnded _ ->
            touched.values().removeIf(toucher -> toucher.work().equals(work));
        case Fact.TargetAwaited awaits ->
            world.happened(
                awaits.untilMillis() > 0 ? Happening.STAYED_AWAY : Happening.TARGET_AWAITED, 1);
        case Fact _ -> {}
      }
    }
  }

  private void starts(Toucher toucher, Job job) {
    for (var target : Topology.targetsOf(job)) {
      var other = touched.put(target, toucher);
      require(
          other == null || other.equals(toucher),
          "I25",
          "%s touches %s, and so does %s".formatted(toucher, target, other));
    }
  }

  private void endsIf(boolean isOver, Toucher toucher) {
    if (isOver) {
      touched.values().removeIf(toucher::equals);
    }
  }
}
