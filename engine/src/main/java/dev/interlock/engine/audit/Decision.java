package dev.interlock.engine.audit;

import java.time.Instant;

/// A call while it is being decided: gathers what its entry in the audit will say, and knows
/// whether that is written. Filled in by the call's thread; whichever thread carries the call out
/// writes it with what it changes.
public final class Decision {
  /// Of what is longer the beginning is kept.
  private static final int TEXT_MAX = 2_000;

  /// Longer than any that is allowed.
  private static final int NAME_MAX = 200;

  private final String id;
  private final String server;
  private final AuditEntry.Who who;
  private final String action;
  private String name = "";
  private String work = "";
  private String planHash = "";
  private String policies = "";
  private String reason = "";
  private String detail = "";
  private volatile boolean isRecorded;

  /// Nothing is decided yet.
  ///
  /// @param id of the call, and of nothing else
  /// @param server which decides
  /// @param action the call by its name in the API
  public Decision(String id, String server, AuditEntry.Who who, String action) {
    this.id = id;
    this.server = server;
    this.who = who;
    this.action = action;
  }

  /// The same, on another server.
  ///
  /// @param entry what this one would write
  public static Decision on(AuditEntry entry) {
    var what = entry.what();
    var decision = new Decision(entry.id(), entry.server(), entry.who(), what.action());
    decision.name = what.name();
    decision.work = what.work();
    decision.planHash = what.planHash();
    decision.policies = what.policies();
    decision.reason = what.reason();
    decision.detail = entry.verdict().detail();
    return decision;
  }

  /// Of somebody whose calls are recorded elsewhere, or of nobody: what they do is written without
  /// an entry.
  public static Decision unrecorded(String actor) {
    var decision = new Decision("", "", new AuditEntry.Who(actor, "", ""), "");
    decision.isRecorded = true;
    return decision;
  }

  public AuditEntry.Who who() {
    return who;
  }

  /// Says of which name the works are that it is about.
  public void about(String newName) {
    name = cut(newName, NAME_MAX);
  }

  /// Says which work it is about.
  public void aboutWork(String id) {
    work = cut(id);
  }

  /// Says what would run.
  public void of(String newPlanHash) {
    planHash = newPlanHash;
  }

  /// Says which policies judge it.
  public void judgedBy(String version) {
    policies = version;
  }

  /// The version of the policies that have judged it last; empty when none has.
  public String policies() {
    return policies;
  }

  /// Says why the caller wants it.
  public void because(String newReason) {
    reason = cut(newReason);
  }

  /// Says what exactly is asked for, where the action leaves that open.
  public void doing(String newDetail) {
    detail = cut(newDetail);
  }

  /// It was done.
  public AuditEntry allowed(Instant now) {
    return entry(now, AuditEntry.Verdict.allowed(detail));
  }

  /// It was not done.
  ///
  /// @param code why, in one word
  public AuditEntry refused(Instant now, String code, String message) {
    return entry(now, AuditEntry.Verdict.refused(code, cut(message)));
  }

  private AuditEntry entry(Instant now, AuditEntry.Verdict verdict) {
    var what = new AuditEntry.What(action, name, work, planHash, policies, reason);
    var at = Instant.ofEpochMilli(now.toEpochMilli());
    return new AuditEntry(id, at, server, who, what, verdict);
  }

  /// Its entry is durable.
  public void recorded() {
    isRecorded = true;
  }

  public boolean isRecorded() {
    return isRecorded;
  }

  private static String cut(String text) {
    return cut(text, TEXT_MAX);
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(max - 1));
    return text.substring(0, splits ? max - 1 : max) + " ...";
  }
}
