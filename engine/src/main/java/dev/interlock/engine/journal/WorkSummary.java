package dev.interlock.engine.journal;

import dev.interlock.engine.work.JobCounts;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.time.Instant;
import java.util.Optional;

/// What lists and filters need of a work; kept in its row and changed with its journal.
///
/// @param reason what a waiting work waits for, why a paused one is so, or why an ended one ended
///   so; may be empty
/// @param dueMillis when somebody must look at it, since the epoch: from then on it is to be run,
///   or to expire; [WorkMachine#AT_REST] while it waits for a person, [WorkMachine#NEVER] once it
///   has ended
/// @param counts of its jobs; what a store gives may be those of the last time that anything else
///   of this has changed
public record WorkSummary(
    WorkState state,
    String reason,
    boolean hadErrors,
    boolean wasEsStopped,
    Times times,
    long dueMillis,
    Counts counts) {

  /// Before anything has happened to it.
  public static WorkSummary notStarted(Instant expiresAt) {
    return new WorkSummary(
        WorkState.NOT_STARTED, "", false, false, Times.NONE, expiresAt.toEpochMilli(), Counts.NONE);
  }

  /// What lists show of a work in this state.
  ///
  /// @param expiresAt when it ends unless it is executed before
  public static WorkSummary of(WorkMachine machine, Instant expiresAt) {
    boolean isNew = machine.state() == WorkState.NOT_STARTED;
    return new WorkSummary(
        machine.state(),
        machine.reason(),
        machine.hadErrors(),
        machine.wasEsStopped(),
        new Times(machine.startedMillis(), machine.endedMillis()),
        isNew ? expiresAt.toEpochMilli() : machine.dueMillis(),
        Counts.of(machine.counts()));
  }

  public WorkSummary with(Counts newCounts) {
    return with(newCounts, "");
  }

  /// With what it waits for as its reason, where it has none.
  public WorkSummary with(Counts newCounts, String waits) {
    var why = reason.isEmpty() ? waits : reason;
    return new WorkSummary(state, why, hadErrors, wasEsStopped, times, dueMillis, newCounts);
  }

  /// Whether nothing but the counts may be different.
  public boolean isAllButCounts(WorkSummary other) {
    return with(other.counts).equals(other);
  }

  /// Its reason, or when it may start.
  public String reasonOrWait() {
    return state == WorkState.WAITING && reason.isEmpty()
        ? WorkMachine.waitsToStart(dueMillis)
        : reason;
  }

  /// How many jobs are in each state; all others have not started.
  public record Counts(
      int waiting,
      int running,
      int completed,
      int failed,
      int unknown,
      int skipped,
      int cancelled) {
    /// None has started.
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    /// Of a work that was stored when nobody counted yet.
    public static final Counts NOT_KNOWN = new Counts(-1, -1, -1, -1, -1, -1, -1);

    private static Counts of(JobCounts counts) {
      return new Counts(
          counts.of(JobState.WAITING),
          counts.of(JobState.RUNNING),
          counts.of(JobState.COMPLETED),
          counts.of(JobState.FAILED),
          counts.of(JobState.UNKNOWN),
          counts.of(JobState.SKIPPED),
          counts.of(JobState.CANCELLED));
    }

    public boolean areKnown() {
      return !equals(NOT_KNOWN);
    }

    /// Those that are in one of the states.
    public int sum() {
      return waiting + running + completed + failed + unknown + skipped + cancelled;
    }
  }

  /// When the work started and ended. The components of a record may not be `Optional`, so the two
  /// are asked for by name.
  ///
  /// @param startedMillis since the epoch; 0 for not yet
  /// @param endedMillis since the epoch; 0 for not yet
  public record Times(long startedMillis, long endedMillis) {
    public static final Times NONE = new Times(0, 0);

    public Optional<Instant> started() {
      return instant(startedMillis);
    }

    public Optional<Instant> ended() {
      return instant(endedMillis);
    }

    private static Optional<Instant> instant(long millis) {
      return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
  }
}
