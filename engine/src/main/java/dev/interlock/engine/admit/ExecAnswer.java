package dev.interlock.engine.admit;

import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Violation;
import java.time.Instant;
import java.util.List;

/// What became of an Exec.
public sealed interface ExecAnswer {

  /// It will run.
  record Accepted() implements ExecAnswer {}

  record NoSuchWork() implements ExecAnswer {}

  record AlreadyExecuted(WorkState state) implements ExecAnswer {}

  record Expired(Instant expiredAt) implements ExecAnswer {}

  /// The policies now in force, or the job types now registered, forbid it.
  record Rejected(List<Violation> violations) implements ExecAnswer {}

  /// The policies ask for approvals that it does not have.
  ///
  /// @param missing for people: what counts, what does not and why, and what to do
  record NotApproved(String missing) implements ExecAnswer {}

  record Stopped(String reason) implements ExecAnswer {}

  /// The policy configuration is bad.
  record PoliciesBroken(String problem) implements ExecAnswer {}

  record RequestIdReused() implements ExecAnswer {}
}
