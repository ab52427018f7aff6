package dev.interlock.engine.work;

/// Why a verb was not carried out: nothing has changed.
///
/// @param detail for people: what is in the way, and what to do
public record Refused(Why why, String detail) {

  /// One word for programs; never changes.
  public enum Why {
    /// It was submitted and never executed, so there is nothing to hold or to go on with.
    NOT_EXECUTED,
    /// It is neither paused nor about to be.
    NOT_PAUSED,
    /// It is being stopped, which nothing takes back.
    STOPPING,
    /// It has ended.
    ENDED,
    /// It has not ended.
    NOT_ENDED,
    /// Every job completed or was skipped.
    NOTHING_TO_RETRY,
    /// Of some jobs nobody knows what became of them, and the call does not say what to do.
    UNRESOLVED,
    /// It is paused because too much has failed, and that still holds.
    BREACHED,
    /// It was paused for too long to go on as if nothing had happened since.
    PAUSED_TOO_LONG,
    NO_SUCH_JOB,
    /// The job's state does not allow it.
    WRONG_JOB_STATE,
    NO_SUCH_BLOCK,
    /// The block has ended.
    BLOCK_ENDED,
    /// It was executed.
    EXECUTED,
    /// The policies ask for nobody's approval.
    NOT_ASKED_FOR,
    /// The policies ask for approvals that it does not have.
    NOT_APPROVED,
    /// What was approved is not what the work would run.
    OTHER_PLAN,
    /// Nobody approves what they have submitted.
    OWN_WORK,
    /// Only people approve, and nobody vouches that the caller is one.
    NOT_A_PERSON
  }
}
