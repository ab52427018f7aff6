package dev.interlock.engine.admit;

import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb.Kind;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.WorkReq;
import java.util.HashSet;

/// What a retry of what failed would run.
public sealed interface Unfinished {

  /// A request for what is not done.
  record Of(WorkReq request) implements Unfinished {}

  /// There is nothing that may be run again.
  record None(Refused refused) implements Unfinished {}

  /// What is not done of a work that has ended. A job that completed or was skipped is not in it;
  /// one that the condition of its block kept from running is, for that is decided anew.
  static Unfinished of(WorkMachine work, UnknownJobs unknown) {
    var state = work.state();
    if (VerbTable.cell(state, Kind.RETRY_FAILED) instanceof VerbTable.Cell.Refuses) {
      return new None(VerbTable.refused(state, Kind.RETRY_FAILED));
    }
    int unknownJobs = work.counts().of(JobState.UNKNOWN);
    if (unknownJobs > 0 && unknown == UnknownJobs.REFUSE) {
      return new None(
          new Refused(
              Why.UNRESOLVED,
              "nobody knows what became of %d of its jobs; look, and say whether they are to run again or to be left out"
                  .formatted(unknownJobs)));
    }
    var paths = new HashSet<String>();
    int forward = 0;
    for (int job = 0; job < work.jobCount(); job++) {
      boolean isLeft = !isDeferred(work, job) && isLeft(work.jobState(job), unknown);
      forward += isLeft ? 1 : 0;
      if (isLeft || isDeferred(work, job) || work.isPassedOver(job)) {
        paths.add(work.place(job).toString());
      }
    }
    return forward == 0
        ? new None(
            new Refused(Why.NOTHING_TO_RETRY, "nothing is left of it to run; clone it instead"))
        : new Of(Remainder.keeping(work.request(), paths::contains));
  }

  /// Blocks that run in the end do so again: they belong to whatever ran before.
  private static boolean isDeferred(WorkMachine work, int job) {
    return work.block(work.blockOf(job)).block().turn().role().isDeferred();
  }

  private static boolean isLeft(JobState state, UnknownJobs unknown) {
    return switch (state) {
      case COMPLETED, SKIPPED -> false;
      case UNKNOWN -> unknown == UnknownJobs.RUN_AGAIN;
      case NOT_STARTED, WAITING, RUNNING, FAILED, CANCELLED -> true;
    };
  }
}
