package dev.interlock.engine.journal;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditEntry;

/// Which entries of the audit are wanted.
///
/// @param names only those about works of these names; those that are about no name only when it is
///   all names
/// @param work only those about this work; empty for all
/// @param actor only those of this caller; empty for all
/// @param isRefused only those of calls that were refused
/// @param order in which they come
public record AuditFilter(
    NameScope names, String work, String actor, boolean isRefused, Order order) {

  /// The order of entries.
  public enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }

  /// Everything, as it was written.
  public static final AuditFilter ALL =
      new AuditFilter(NameScope.ALL, "", "", false, Order.OLDEST_FIRST);

  /// The same, of works of these names only.
  public AuditFilter within(NameScope scope) {
    return new AuditFilter(scope, work, actor, isRefused, order);
  }

  /// Whether it wants an entry.
  public boolean has(AuditEntry entry) {
    return names.has(entry.what().name())
        && (work.isEmpty() || work.equals(entry.what().work()))
        && (actor.isEmpty() || actor.equals(entry.who().actor()))
        && (!isRefused || !entry.verdict().decision().equals(AuditEntry.Verdict.ALLOWED));
  }
}
