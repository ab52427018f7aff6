package dev.interlock.engine.admit;

import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import java.time.Instant;
import java.util.List;

/// What became of a Submit.
public sealed interface SubmitAnswer {

  /// It is stored.
  ///
  /// @param approvals how many people must approve it before it may run, by the policies now in
  ///   force; 0 for a call that was repeated and would be refused by now
  record Accepted(WorkId id, String planHash, Instant expiresAt, int approvals)
      implements SubmitAnswer {}

  /// The request itself, its arguments or a policy forbid it.
  record Rejected(List<Violation> violations) implements SubmitAnswer {}

  record Stopped(String reason) implements SubmitAnswer {}

  /// The policy configuration is bad.
  record PoliciesBroken(String problem) implements SubmitAnswer {}

  record RequestIdReused() implements SubmitAnswer {}
}
