package dev.interlock.engine.work;

import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What operators' verbs lead to, as [VerbTable] allows it by the work's state and this by what
/// they are about. Changes nothing.
final class Orders {
  /// A work that was paused for longer must be cloned: what was right then may not be now.
  static final Duration PAUSE_MAX = Duration.ofHours(24);

  private final WorkProgress work;
  private final Following following;

  Orders(WorkProgress work, Following following) {
    this.work = work;
    this.following = following;
  }

  /// Why the verb is not carried out; empty when it is.
  ///
  /// @param shown the state that people see
  Optional<Refused> refusal(WorkState shown, Verb verb, Instant now) {
    if (VerbTable.cell(shown, verb.kind()) instanceof VerbTable.Cell.Refuses) {
      return Optional.of(VerbTable.refused(shown, verb.kind()));
    }
    return switch (verb) {
      case Verb.Resume() -> refusesToResume(now);
      case Verb.SkipJobs(var paths) -> refusesJobs(paths, Kind.SKIP_JOB, "skipped");
      case Verb.ResolveJobs(var paths, _) -> refusesJobs(paths, Kind.RESOLVE_JOB, "resolved");
      case Verb.SetLimit(int block, _) -> refusesBlock(block);
      case Verb.Pause(), Verb.Stop(), Verb.Cancel(), Verb.Kill() -> Optional.empty();
      case Verb.Approve _, Verb.Deny() -> Optional.empty();
    };
  }

  private Optional<Refused> refusesToResume(Instant now) {
    if (now.toEpochMilli() - work.pausedMillis > PAUSE_MAX.toMillis()) {
      return no(
          Why.PAUSED_TOO_LONG,
          "it was paused for more than %d hours; clone it, to have it judged anew"
              .formatted(PAUSE_MAX.toHours()));
    }
    boolean isBreached =
        work.pausesForFailures()
            && (work.blocks[work.current].hasTooManyFailures() || work.hasTooManyFailures());
    return isBreached
        ? no(
            Why.BREACHED,
            Reasons.ofFailure(work, work.blocks[work.current])
                + "; skip or resolve failed jobs first")
        : Optional.empty();
  }

  /// Whether a verb about jobs may be about this one.
  boolean mayBeAbout(Kind verb, int job, WorkState shown) {
    return VerbTable.cell(shown, verb) instanceof VerbTable.Cell.Acts
        && allows(verb, work.jobs.state(job))
        && !hasEnded(work.places.blockOf(job));
  }

  private Optional<Refused> refusesJobs(List<String> paths, Kind verb, String how) {
    for (var path : paths) {
      var job = find(path);
      if (job.isEmpty()) {
        return no(Why.NO_SUCH_JOB, "the work has no " + path);
      }
      var state = work.jobs.state(job.getAsInt());
      if (!allows(verb, state)) {
        return no(Why.WRONG_JOB_STATE, "%s is %s and cannot be %s".formatted(path, state, how));
      }
      if (hasEnded(work.places.blockOf(job.getAsInt()))) {
        return no(Why.BLOCK_ENDED, "the block of %s has ended".formatted(path));
      }
    }
    return Optional.empty();
  }

  private Optional<Refused> refusesBlock(int block) {
    if (block < 0 || block >= work.blocks.length) {
      return no(
          Why.NO_SUCH_BLOCK,
          "the work has no blocks[%d]; it has %d".formatted(block, work.blocks.length));
    }
    return hasEnded(block)
        ? no(Why.BLOCK_ENDED, "blocks[%d] has ended".formatted(block))
        : Optional.empty();
  }

  private static Optional<Refused> no(Why why, String detail) {
    return Optional.of(new Refused(why, detail));
  }

  private boolean hasEnded(int block) {
    return work.blocks[block].endedMillis > 0;
  }

  private static boolean allows(Kind verb, JobState state) {
    return switch (verb) {
      case SKIP_JOB ->
          switch (state) {
            case NOT_STARTED, WAITING, FAILED, SKIPPED -> true;
            case RUNNING, COMPLETED, UNKNOWN, CANCELLED -> false;
          };
      case RESOLVE_JOB ->
          switch (state) {
            case UNKNOWN, FAILED -> true;
            case NOT_STARTED, WAITING, RUNNING, COMPLETED, SKIPPED, CANCELLED -> false;
          };
      case PAUSE, RESUME, STOP, CANCEL, KILL, SET_LIMIT, APPROVE, DENY, RETRY_FAILED, CLONE ->
          false;
    };
  }

  /// The facts of a verb that is not refused.
  List<Fact> facts(Input.Ordered order) {
    var actor = order.actor();
    var why = order.reason();
    return switch (order.verb()) {
      case Verb.Pause() ->
          work.state == WorkState.PAUSING || work.state == WorkState.PAUSED
              ? List.of()
              : List.of(new Fact.PauseOrdered(actor, why));
      case Verb.Resume() -> List.of(new Fact.Resumed(actor, why));
      case Verb.Stop() -> following.stop(StopCause.STOP, actor, why);
      case Verb.Cancel() -> following.stop(StopCause.CANCEL, actor, why);
      case Verb.Kill() -> following.stop(StopCause.KILL, actor, why);
      case Verb.SkipJobs(var paths) -> {
        var facts = new ArrayList<Fact>();
        for (int job : found(paths)) {
          if (work.jobs.state(job) != JobState.SKIPPED) {
            facts.add(new Fact.JobSkipped(job, actor, why));
          }
        }
        yield facts;
      }
      case Verb.ResolveJobs(var paths, var as) -> {
        var facts = new ArrayList<Fact>();
        for (int job : found(paths)) {
          if (work.jobs.state(job) != as.job()) {
            facts.add(new Fact.JobResolved(job, as, actor, why));
          }
        }
        yield facts;
      }
      case Verb.SetLimit(int block, int limit) ->
          work.blocks[block].limit() == limit
              ? List.of()
              : List.of(new Fact.LimitSet(block, limit, actor, why));
      case Verb.Approve(_, var groups) ->
          List.of(new Fact.Approved(actor, groups, order.policies(), why));
      case Verb.Deny() ->
          List.of(
              new Fact.Denied(actor, why),
              new Fact.WorkEnded(WorkState.STOPPED, "denied by " + Reasons.by(actor, why)));
    };
  }

  private Set<Integer> found(List<String> paths) {
    var jobs = new LinkedHashSet<Integer>();
    for (var path : paths) {
      find(path).ifPresent(jobs::add);
    }
    return jobs;
  }

  private OptionalInt find(String path) {
    return work.places.find(path);
  }
}
