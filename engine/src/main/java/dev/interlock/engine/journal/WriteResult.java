package dev.interlock.engine.journal;

import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What became of a [Write].
public sealed interface WriteResult {

  /// Whether the caller got what was asked for, by this write or by one before it.
  default boolean isGood() {
    return switch (this) {
      case Done(), Recorded _, Submitted _, Claimed _, StopSet _, Granted(), AnsweredBefore() ->
          true;
      case Empty _,
          NotNow _,
          NoSuchWork(),
          RequestIdReused(),
          Unrecorded(),
          Fenced(),
          StopChanged _,
          TargetsInUse _ ->
          false;
    };
  }

  /// It is durable.
  record Done() implements WriteResult {}

  /// It is durable, and so is its entry in the audit.
  ///
  /// @param result of the act; another of these
  record Recorded(WriteResult result) implements WriteResult {}

  record Submitted(WorkId id, String planHash, Instant expiresAt) implements WriteResult {}

  /// The work is the writer's.
  ///
  /// @param seq of the last entry of its journal
  record Claimed(Claim claim, long seq) implements WriteResult {}

  record StopSet(long epoch) implements WriteResult {}

  record Granted() implements WriteResult {}

  /// No token was taken.
  ///
  /// @param nextIn until the bucket gains its next token
  record Empty(Duration nextIn) implements WriteResult {}

  /// It was undone: the audit cannot be written.
  record Unrecorded() implements WriteResult {}

  /// The work is in another state than the write expects.
  record NotNow(WorkState state) implements WriteResult {}

  record NoSuchWork() implements WriteResult {}

  /// The call was carried out before, by another entry.
  record AnsweredBefore() implements WriteResult {}

  /// The request id was used for a call with another content.
  record RequestIdReused() implements WriteResult {}

  /// Somebody else has claimed the work.
  record Fenced() implements WriteResult {}

  /// The emergency stop has changed since the writer looked, or what was in its way is so no
  /// longer; look again.
  record StopChanged(long epoch) implements WriteResult {}

  /// Jobs touch what the write would have taken.
  ///
  /// @param by who uses what, as of a moment after the write was refused; at least one
  record TargetsInUse(List<TargetUse> by) implements WriteResult {
    public TargetsInUse {
      by = List.copyOf(by);
    }
  }
}
