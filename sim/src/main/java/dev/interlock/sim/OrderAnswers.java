package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.work.BrokenInvariant;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.Verb;
import java.util.List;

/// What must be stored once an order was answered as carried out: what it says, and nothing else.
final class OrderAnswers {
  private OrderAnswers() {}

  static void done(WatchedWork work, Verb verb, String reason) {
    if (work.account.hasOrder(reason)) {
      work.journal.forEach(
          entry -> entry.facts().forEach(fact -> isWhatWasOrdered(work, verb, reason, fact)));
      return;
    }
    switch (verb) {
      case Verb.Stop(), Verb.Cancel() ->
          require(work.account.isStopped(), "I1", reason + " was acknowledged and is not stored");
      case Verb.Kill() ->
          require(work.account.hasEnded(), "I1", reason + " was acknowledged and is not stored");
      case Verb.Approve _, Verb.Deny() ->
          throw new BrokenInvariant("I1", reason + " was acknowledged and is not stored");
      case Verb.Pause(),
          Verb.Resume(),
          Verb.SkipJobs _,
          Verb.ResolveJobs _,
          Verb.SetLimit _ -> {} // it may have been so before
    }
  }

  private static void isWhatWasOrdered(WatchedWork work, Verb verb, String reason, Fact fact) {
    boolean holds =
        switch (fact) {
          case Fact.StopOrdered(var cause, _, var why) ->
              !why.equals(reason) || cause == causeOf(verb);
          case Fact.JobSkipped(int job, _, var why) ->
              !why.equals(reason)
                  || (verb instanceof Verb.SkipJobs(var paths) && isOne(work, job, paths));
          case Fact.JobResolved(int job, var as, _, var why) ->
              !why.equals(reason)
                  || (verb instanceof Verb.ResolveJobs(var paths, var said)
                      && as == said
                      && isOne(work, job, paths));
          case Fact _ -> true;
        };
    require(holds, "I18", "%s was ordered, and there is %s".formatted(verb, fact));
  }

  private static boolean isOne(WatchedWork work, int job, List<String> paths) {
    return paths.contains(work.account.job(job).args().get("path"));
  }

  private static StopCause causeOf(Verb verb) {
    return switch (verb) {
      case Verb.Cancel() -> StopCause.CANCEL;
      case Verb.Kill() -> StopCause.KILL;
      case Verb _ -> StopCause.STOP;
    };
  }
}
