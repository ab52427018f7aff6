package dev.interlock.engine.admit;

import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Violation;
import java.util.List;

/// What became of a verb.
public sealed interface OrderAnswer {

  /// It is durable, and being carried out.
  ///
  /// @param state the work's, once it was
  record Done(WorkState state) implements OrderAnswer {}

  record NoSuchWork() implements OrderAnswer {}

  /// The work's state, or the job's, does not allow it.
  record NotNow(Refused refused) implements OrderAnswer {}

  /// It would have more run, and the policies now in force, or the job types now registered, forbid
  /// that.
  record Rejected(List<Violation> violations) implements OrderAnswer {}

  /// It would have more run, and the emergency stop forbids that.
  record Stopped(String reason) implements OrderAnswer {}

  /// It would have more run, and the policy configuration is bad.
  record PoliciesBroken(String problem) implements OrderAnswer {}

  record RequestIdReused() implements OrderAnswer {}

  /// The replica that runs the work did not answer.
  ///
  /// @param why for people: which one, and whether anything may have come of it
  record Unanswered(String why) implements OrderAnswer {}
}
