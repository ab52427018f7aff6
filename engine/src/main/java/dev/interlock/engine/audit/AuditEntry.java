package dev.interlock.engine.audit;

import java.time.Instant;
import java.util.List;

/// What was decided about one call. Texts as they are stored, none of them null, so that what
/// somebody has changed in the database can still be read; what is not known is empty.
///
/// @param id of the call, and of nothing else
/// @param at when it was decided, by the server's clock, to the millisecond
/// @param server which decided
public record AuditEntry(
    String id, Instant at, String server, Who who, What what, Verdict verdict) {

  /// Who called.
  ///
  /// @param authentication how they proved who they are: `token file`
  /// @param address from where
  public record Who(String actor, String authentication, String address) {}

  /// What they asked for.
  ///
  /// @param action the call by its name in the API: `Submit`
  /// @param name of the works that it is about; `*` for those of all names
  /// @param work the id of the work that it is about
  /// @param planHash of that work's request
  /// @param policies the version of the policies that judged it, or were in force where there was
  ///   nothing to judge
  /// @param reason that the caller gave
  public record What(
      String action, String name, String work, String planHash, String policies, String reason) {}

  /// What they were answered.
  ///
  /// @param decision [#ALLOWED] or [#REFUSED]
  /// @param code why it was refused, in one word: `NOT_ALLOWED`
  /// @param detail in words: why it was refused, or what exactly was asked for
  public record Verdict(String decision, String code, String detail) {
    public static final String ALLOWED = "allowed";
    public static final String REFUSED = "refused";

    /// It was done.
    ///
    /// @param detail what exactly
    public static Verdict allowed(String detail) {
      return new Verdict(ALLOWED, "", detail);
    }

    /// It was not.
    public static Verdict refused(String code, String message) {
      return new Verdict(REFUSED, code, message);
    }
  }

  /// The entry that says this.
  ///
  /// @param texts as [#texts] has them
  public static AuditEntry of(List<String> texts) {
    return new AuditEntry(
        texts.get(0),
        Instant.ofEpochMilli(Long.parseLong(texts.get(1))),
        texts.get(2),
        new Who(texts.get(3), texts.get(4), texts.get(5)),
        new What(
            texts.get(6), texts.get(7), texts.get(8), texts.get(9), texts.get(10), texts.get(11)),
        new Verdict(texts.get(12), texts.get(13), texts.get(14)));
  }

  /// Everything that it says, in the order in which [AuditChain] takes it in and stores keep it;
  /// the second is the time, in milliseconds since the epoch. What comes to be said later comes at
  /// the end, and is empty in what was written before.
  public List<String> texts() {
    return List.of(
        id,
        Long.toString(at.toEpochMilli()),
        server,
        who.actor,
        who.authentication,
        who.address,
        what.action,
        what.name,
        what.work,
        what.planHash,
        what.policies,
        what.reason,
        verdict.decision,
        verdict.code,
        verdict.detail);
  }
}
