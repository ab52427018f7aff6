package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Probe.Found;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/// I4: what may be recorded of attempts and of checks, by what they did and what was found of them.
record Outcomes(EffectLog effects, CheckLog checks) {

  /// Before the entry is accounted for.
  void i4AreWhatCameToPass(WatchedWork work, WorkId id, JournalEntry entry) {
    boolean isStopped = work.account.isStopped();
    var settled = new HashSet<Integer>(0); // after which it may be given up
    for (var fact : entry.facts()) {
      switch (fact) {
        case Fact.StopOrdered _ -> isStopped = true;
        case Fact.ChecksEnded(var round, var passed, _) ->
            checks.i4IsSo(id, round, work.fence, work.account.checks(round).size(), passed);
        case Fact.AttemptEnded ended when work.account.isVerifiable(ended.job()) -> {
          boolean isGivenUp = work.account.state(ended.job()) == JobState.WAITING;
          if (!isGivenUp && settled.add(ended.job())) {
            isSettledByItsProbe(work, id, ended, isStopped);
          }
        }
        case Fact.AttemptEnded(int job, var how, _, _) -> {
          var end = effects.end(key(work, id, job));
          boolean isOnce = work.account.isOnce(job);
          var number = how == AttemptEnd.LOST ? "I2" : "I4";
          require(
              isWhatItDid(how, end, isOnce),
              number,
              "job %d is said to have %s, and did %s".formatted(job, how, end));
        }
        case Fact _ -> {}
      }
    }
  }

  private static EffectLog.Key key(WatchedWork work, WorkId id, int job) {
    return new EffectLog.Key(id, job, work.account.attempts(job));
  }

  private static boolean isWhatItDid(AttemptEnd how, EffectLog.@Nullable End end, boolean isOnce) {
    return switch (how) {
      case SUCCEEDED -> end == EffectLog.End.SUCCEEDED;
      case FATAL -> end == EffectLog.End.FATAL;
      case FAILED, INTERRUPTED -> isOverAs(how, end, isOnce);
      case LOST -> !isOnce || end == EffectLog.End.NEVER_RAN;
      case UNKNOWN -> true;
    };
  }

  /// A ONCE job that was interrupted while it ran is neither failed nor cancelled: nobody knows.
  private static boolean isOverAs(AttemptEnd how, EffectLog.@Nullable End end, boolean isOnce) {
    return switch (end) {
      case null -> false;
      case RUNS, DIED, SUCCEEDED, FATAL -> false;
      case NEVER_RAN -> true;
      case FAILED -> how == AttemptEnd.FAILED;
      case INTERRUPTED -> !isOnce;
    };
  }

  /// What a VERIFIABLE attempt did not say itself its probe has said, under the same fence; only a
  /// stop leaves it unknown without asking.
  private void isSettledByItsProbe(
      WatchedWork work, WorkId id, Fact.AttemptEnded ended, boolean isStopped) {
    int job = ended.job();
    var key = key(work, id, job);
    var end = effects.end(key);
    var found = effects.found(key, work.fence);
    boolean neverRan = end == EffectLog.End.NEVER_RAN;
    boolean holds =
        switch (ended.how()) {
          case SUCCEEDED -> isSaid(found, end == EffectLog.End.SUCCEEDED, Found.DONE);
          case FATAL -> isSaid(found, end == EffectLog.End.FATAL, null);
          case FAILED ->
              isSaid(
                  found, end == EffectLog.End.FAILED && ended.againMillis() == 0, Found.NOT_DONE);
          case INTERRUPTED, LOST -> isSaid(found, neverRan, Found.NOT_DONE);
          case UNKNOWN -> isStopped || found == Found.CANNOT_TELL;
        };
    require(
        holds,
        ended.how() == AttemptEnd.LOST ? "I2" : "I4",
        "job %d is said to have %s, did %s and was found %s"
            .formatted(job, ended.how(), end, found));
  }

  /// @param byItself whether the attempt said so
  /// @param wanted what its probe must have found, where it was asked
  private static boolean isSaid(@Nullable Found found, boolean byItself, @Nullable Found wanted) {
    return found == null ? byItself : found == wanted;
  }
}
