package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.BlockState;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkAccount;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// I25: no two jobs touch the same, by what all journals say. A job does from its first intent
/// until it has ended; one of unknown outcome, until a person has said what became of it or its
/// block has ended.
final class TargetAccount {
  private static final Set<JobState> TOUCHING =
      EnumSet.of(JobState.RUNNING, JobState.WAITING, JobState.UNKNOWN);

  private final World world;
  private final Map<WorkId, WatchedWork> works;

  TargetAccount(World world, Map<WorkId, WatchedWork> works) {
    this.world = world;
    this.works = works;
  }

  /// An entry was written; the machine of its work has taken it.
  void written(WorkId work, JournalEntry entry) {
    for (var fact : entry.facts()) {
      if (fact instanceof Fact.AttemptStarted(int job, _)) {
        starts(work, job);
      } else if (fact instanceof Fact.TargetAwaited) {
        world.happened(Happening.TARGET_AWAITED, 1);
      }
    }
  }

  private void starts(WorkId work, int job) {
    var mine = works.get(work);
    if (mine == null || !TOUCHING.contains(mine.machine.jobState(job))) {
      return; // it has ended by the same entry
    }
    var targets = Topology.targetsOf(mine.account.job(job));
    if (targets.isEmpty()) {
      return;
    }
    works.forEach((id, other) -> {
      for (int one = 0; one < other.machine.jobCount(); one++) {
        boolean isSelf = id.equals(work) && one == job;
        if (!isSelf && touches(other.account, other.machine, one)) {
          boolean isApart =
              Collections.disjoint(targets, Topology.targetsOf(other.account.job(one)));
          require(
              isApart,
              "I25",
              "jobs %d of %s and %d of %s touch the same".formatted(job, work, one, id));
        }
      }
    });
  }

  private static boolean touches(WorkAccount account, WorkMachine machine, int job) {
    return !account.hasEnded()
        && machine.block(machine.blockOf(job)).state() == BlockState.RUNNING
        && TOUCHING.contains(machine.jobState(job));
  }
}
