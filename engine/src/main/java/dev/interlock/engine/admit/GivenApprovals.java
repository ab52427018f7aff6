package dev.interlock.engine.admit;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.work.Approval;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds the approvals that a work was given against those that the policies ask for. An approval
/// counts while all of this holds: whoever gave it did not submit the work and may still approve
/// works of its name, the policies are those that it was given under, and its time is not over.
///
/// What was approved cannot have become something else: a work's request never changes.
record GivenApprovals(WorkStore store, Approvers approvers) {
  /// What is asked for.
  ///
  /// @param policies their version
  record Asked(Approvals approvals, String policies) {}

  /// What a work lacks that is to start at some time.
  ///
  /// @return in words, with what to do; empty when it lacks nothing
  Optional<String> missing(WorkRecord work, WorkReq request, Asked asked, Instant startsAt) {
    if (!asked.approvals().areAskedFor()) {
      return Optional.empty();
    }
    int counted = 0;
    var notes = new ArrayList<String>();
    for (var approval : given(work, request)) {
      var problem = problem(approval, work.origin(), asked, startsAt);
      counted += problem.isEmpty() ? 1 : 0;
      notes.add(
          problem.isEmpty()
              ? "%s's counts".formatted(approval.actor())
              : "%s's does not: %s".formatted(approval.actor(), problem.get()));
    }
    return counted >= asked.approvals().people()
        ? Optional.empty()
        : Optional.of(
            "the policies ask for %d %s, and %d count%s; `interlock approve %s --reason ...`, by somebody with the role approver who did not submit it"
                .formatted(
                    asked.approvals().people(),
                    asked.approvals().people() == 1 ? "approval" : "approvals",
                    counted,
                    notes.isEmpty() ? "" : " (%s)".formatted(String.join("; ", notes)),
                    work.id()));
  }

  private Optional<String> problem(
      Approval approval, WorkRecord.Origin work, Asked asked, Instant startsAt) {
    var until = approval.at().plus(asked.approvals().validFor());
    if (approval.actor().equals(work.submittedBy())) {
      return Optional.of("they have submitted it");
    }
    if (!approval.policies().equals(asked.policies())) {
      return Optional.of("the policies have changed since");
    }
    if (!startsAt.isBefore(until)) {
      return Optional.of("it holds until %s only".formatted(until));
    }
    return approvers.mayApprove(approval, work.name())
        ? Optional.empty()
        : Optional.of("they may not approve any more");
  }

  private List<Approval> given(WorkRecord work, WorkReq request) {
    var machine = new WorkMachine(request);
    var _ =
        store.readJournal(
            work.id(), 0, entry -> entry.facts().forEach(fact -> machine.apply(fact, entry.at())));
    return machine.approvals();
  }

  /// Why somebody's approval is not taken; empty when it is.
  ///
  /// @param planHash of what they looked at
  static Optional<Refused> refusal(String planHash, WorkRecord work, Asked asked, String actor) {
    var origin = work.origin();
    if (!planHash.equals(origin.planHash())) {
      return Optional.of(
          new Refused(
              Why.OTHER_PLAN,
              "its plan hash is %s; look at what it would run, and approve that"
                  .formatted(origin.planHash())));
    }
    if (!asked.approvals().areAskedFor()) {
      return Optional.of(
          new Refused(
              Why.NOT_ASKED_FOR,
              "the policies ask for nobody's approval of \"%s\"".formatted(origin.name())));
    }
    return actor.equals(origin.submittedBy())
        ? Optional.of(
            new Refused(Why.OWN_WORK, "you have submitted it; somebody else must approve it"))
        : Optional.empty();
  }
}
