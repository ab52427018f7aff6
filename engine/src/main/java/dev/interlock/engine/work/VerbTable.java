package dev.interlock.engine.work;

import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb.Kind;

/// What each verb does in each state of a work: the one place that decides it, and of which the
/// table in the documentation is made. What a verb is about, a job for instance, may forbid it
/// besides.
public final class VerbTable {
  private VerbTable() {}

  /// What a verb comes to in a state.
  public sealed interface Cell {

    /// It is carried out.
    ///
    /// @param what for people
    record Acts(String what) implements Cell {}

    /// It is refused.
    record Refuses(Why why) implements Cell {}
  }

  /// What the verb comes to.
  public static Cell cell(WorkState state, Kind verb) {
    return switch (verb) {
      case PAUSE -> pause(state);
      case RESUME -> resume(state);
      case STOP -> end(state, "STOPPED", "STOPPING; STOPPED once nothing runs");
      case CANCEL ->
          end(state, "CANCELLED", "STOPPING, running attempts are interrupted; then CANCELLED");
      case KILL -> end(state, "KILLED", "KILLED; running attempts are UNKNOWN");
      case SKIP_JOB -> onJobs(state, "the jobs are SKIPPED");
      case RESOLVE_JOB -> onJobs(state, "the jobs are as the person says");
      case SET_LIMIT -> onJobs(state, "the block's limit is the new one");
      case APPROVE -> onNew(state, "one approval more; it runs only when it is executed");
      case DENY -> onNew(state, "STOPPED; it never runs");
      case RETRY_FAILED -> retryFailed(state);
      case CLONE -> new Cell.Acts("a new work of the same request, with edits");
    };
  }

  /// Why a verb that the state refuses is refused, in words.
  public static Refused refused(WorkState state, Kind verb) {
    if (cell(state, verb) instanceof Cell.Refuses(var why)) {
      return refused(state, verb, why);
    }
    throw new IllegalStateException("bug: %s is not refused by %s".formatted(verb, state));
  }

  private static Refused refused(WorkState state, Kind verb, Why why) {
    return new Refused(
        why,
        switch (why) {
          case NOT_EXECUTED -> "it was never executed; what is never executed never runs";
          case EXECUTED -> "it was executed; stop it, if it is not to run";
          case NOT_PAUSED -> "it is %s, not paused".formatted(state);
          case STOPPING -> "it is being stopped, which nothing takes back; clone it";
          case ENDED -> "it has ended (%s); retry what failed, or clone it".formatted(state);
          case NOT_ENDED -> "it is %s; stop it first, or wait for its end".formatted(state);
          case NOTHING_TO_RETRY -> "every job completed or was skipped; clone it to run it again";
          case UNRESOLVED,
              BREACHED,
              PAUSED_TOO_LONG,
              NO_SUCH_JOB,
              WRONG_JOB_STATE,
              NO_SUCH_BLOCK,
              BLOCK_ENDED,
              NOT_ASKED_FOR,
              NOT_APPROVED,
              OTHER_PLAN,
              OWN_WORK,
              NOT_A_PERSON ->
              throw new IllegalStateException(
                  "bug: %s does not follow from %s and %s".formatted(why, state, verb));
        });
  }

  private static Cell pause(WorkState state) {
    return switch (state) {
      case NOT_STARTED -> new Cell.Refuses(Why.NOT_EXECUTED);
      case WAITING -> new Cell.Acts("PAUSED");
      case RUNNING -> new Cell.Acts("PAUSING; PAUSED once nothing runs");
      case PAUSING, PAUSED -> new Cell.Acts("nothing changes");
      case STOPPING -> new Cell.Refuses(Why.STOPPING);
      case COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Refuses(Why.ENDED);
    };
  }

  private static Cell resume(WorkState state) {
    return switch (state) {
      case NOT_STARTED -> new Cell.Refuses(Why.NOT_EXECUTED);
      case WAITING, RUNNING -> new Cell.Refuses(Why.NOT_PAUSED);
      case PAUSING, PAUSED -> new Cell.Acts("goes on, if policies and emergency stop allow it now");
      case STOPPING -> new Cell.Refuses(Why.STOPPING);
      case COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Refuses(Why.ENDED);
    };
  }

  /// Stop, cancel and kill work in every state that is not terminal.
  ///
  /// @param atRest what comes of a work of which nothing runs
  /// @param running what comes of one of which something may run
  private static Cell end(WorkState state, String atRest, String running) {
    return switch (state) {
      case NOT_STARTED, WAITING, PAUSED -> new Cell.Acts(atRest);
      case RUNNING, PAUSING -> new Cell.Acts(running);
      case STOPPING -> new Cell.Acts(running + ", unless it is stopped more firmly already");
      case COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Refuses(Why.ENDED);
    };
  }

  private static Cell onJobs(WorkState state, String acts) {
    return switch (state) {
      case NOT_STARTED -> new Cell.Refuses(Why.NOT_EXECUTED);
      case WAITING, RUNNING, PAUSING, PAUSED -> new Cell.Acts(acts);
      case STOPPING -> new Cell.Refuses(Why.STOPPING);
      case COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Refuses(Why.ENDED);
    };
  }

  /// Approvals come before the work is executed.
  private static Cell onNew(WorkState state, String acts) {
    return switch (state) {
      case NOT_STARTED -> new Cell.Acts(acts);
      case WAITING, RUNNING, PAUSING, PAUSED, STOPPING -> new Cell.Refuses(Why.EXECUTED);
      case COMPLETED, FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Refuses(Why.ENDED);
    };
  }

  private static Cell retryFailed(WorkState state) {
    return switch (state) {
      case NOT_STARTED, WAITING, RUNNING, PAUSING, PAUSED, STOPPING ->
          new Cell.Refuses(Why.NOT_ENDED);
      case COMPLETED -> new Cell.Refuses(Why.NOTHING_TO_RETRY);
      case FAILED, STOPPED, CANCELLED, KILLED, ES_STOPPED, EXPIRED ->
          new Cell.Acts("a new work of the jobs that are not done");
    };
  }
}
