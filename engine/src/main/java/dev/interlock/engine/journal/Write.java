package dev.interlock.engine.journal;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.List;

/// Everything that the engine ever writes. A write says what it expects to find; where it finds
/// something else it changes nothing and says so in its [WriteResult].
public sealed interface Write {

  /// What changes something that the engine goes by.
  sealed interface Act extends Write {}

  /// An act that somebody decided on, and the entry of the audit that says so: both or none.
  ///
  /// Results: `Recorded` with what came of the act, when that is something good; else that alone,
  /// and nothing is recorded. A store may not record an act that it finds was carried out before,
  /// and never records a second entry with the same id.
  record Decided(Act act, AuditEntry entry) implements Write {

    /// Whether an entry belongs to what came of the act: not to what was carried out by an earlier
    /// call, about another work.
    public boolean isRecordedWith(WriteResult result) {
      boolean isOthers =
          act instanceof Submit submit
              && result instanceof WriteResult.Submitted(var id, _, _)
              && !id.equals(submit.work().id());
      return result.isGood() && !isOthers;
    }
  }

  /// An entry of the audit alone. `Done`, also when one with its id is there.
  record Audit(AuditEntry entry) implements Write {}

  /// Stores a new work with the first entry of its journal.
  ///
  /// Results: `Submitted` (for a repeated request id: the first work's), `RequestIdReused`.
  record Submit(WorkRecord work, WorkReq request, JournalEntry first, RequestKey key)
      implements Act {}

  /// Lets a work that was never executed run: state NOT_STARTED becomes WAITING, without a reason
  /// and nobody's, to be run from `dueMillis` on. The entry's seq must be the next one.
  ///
  /// Results: `Done` (also for a repeated request id), `NotNow` with the state it has,
  /// `RequestIdReused`, `NoSuchWork`.
  record Queue(WorkId id, JournalEntry entry, long dueMillis, RequestKey key) implements Act {}

  /// Takes a work that nobody has claimed, or whose claim `expectedFence` is known to be dead, and
  /// raises its fence.
  ///
  /// Results: `Claimed`, `NotNow` when it ended, the fence is another or its owner is alive,
  /// `NoSuchWork`.
  record Take(WorkId id, long expectedFence, Owner owner) implements Act {

    /// Whose work may be taken.
    public enum Owner {
      /// Nobody's, one's own, or that of a server whose lease is over.
      GONE,

      /// Anybody's: whatever its owner still writes is refused.
      ANY
    }

    /// What is free.
    public Take(WorkId id, long expectedFence) {
      this(id, expectedFence, Owner.GONE);
    }
  }

  /// Appends to the journal under a claim.
  ///
  /// Results: `Done`, also when the very same entry is there already, its reply having been lost;
  /// `Fenced` when the claim is not the newest or the seq is taken by another entry; `StopChanged`
  /// when `stopEpoch` is not the database's; `TargetsInUse` when another job has a target that it
  /// takes, of a work that has not ended; `AnsweredBefore` when the call of `key` was carried out
  /// by another entry; `RequestIdReused`.
  ///
  /// @param stopEpoch the emergency stop's epoch that allowed the intents in this entry;
  ///   [#ANY_EPOCH] for an entry without intents
  /// @param key of the call that the entry carries out; NONE for what no call asked for
  /// @param outputs of the attempts that ended by the entry; none for those that wrote nothing
  /// @param targets what it changes in their use
  record Append(
      Claim claim,
      JournalEntry entry,
      WorkSummary summary,
      long stopEpoch,
      RequestKey key,
      List<Output> outputs,
      TargetChanges targets)
      implements Act {
    public Append {
      outputs = List.copyOf(outputs);
    }

    /// What no call asked for, wrote nothing, and touches nothing.
    public Append(Claim claim, JournalEntry entry, WorkSummary summary, long stopEpoch) {
      this(claim, entry, summary, stopEpoch, RequestKey.NONE, List.of(), TargetChanges.NONE);
    }
  }

  /// For an append that starts nothing: it is written whatever the emergency stop says.
  long ANY_EPOCH = -1;

  /// What Queue, Take and Append do to a new work, as one write: it is executed, claimed with fence
  /// 1, and has its first jobs started by one entry.
  ///
  /// Results: `Claimed`, or what a Queue answers (`Done` for a repeated request id only: then the
  /// work is not the writer's), or `StopChanged`, or `TargetsInUse`. A writer that got no answer
  /// finds out by the append alone: it is `Done` when this was applied, else `Fenced`.
  record Begin(Append append, RequestKey key) implements Act {}

  /// Sets the row of a name in the emergency stop and raises its epoch.
  ///
  /// Results: `StopSet`, `RequestIdReused`, `StopChanged` when `expectedEpoch` is not the
  /// database's.
  ///
  /// @param expectedEpoch that the row was decided under, so that a release that is carried out
  ///   late takes no newer stop back; [#ANY_EPOCH] for a stop
  record SetStop(StopRow row, long expectedEpoch, RequestKey key) implements Act {
    /// A stop, or a release whatever has changed.
    public SetStop(StopRow row, RequestKey key) {
      this(row, ANY_EPOCH, key);
    }
  }

  /// Takes a token, unless `grantKey` has taken one before.
  ///
  /// Results: `Granted`, `Empty`.
  ///
  /// @param grantKey the job's idempotency key
  record TakeToken(BucketSettings bucket, String grantKey, Instant at) implements Act {}
}
