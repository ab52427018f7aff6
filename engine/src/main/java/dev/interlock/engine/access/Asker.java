package dev.interlock.engine.access;

import dev.interlock.engine.audit.Decision;
import java.util.EnumSet;
import java.util.Set;

/// Who makes a call, and what they may. Remembers what was demanded, so that a call that was
/// answered without can be found out. For the thread of its call.
public final class Asker {
  /// What the audit calls the works of all names.
  private static final String ALL = "*";

  private final Principal principal;
  private final Rights rights;
  private final Decision decision;
  private final Set<Right> demanded = EnumSet.noneOf(Right.class);

  /// @param decision on the call that they make
  public Asker(Principal principal, Rights rights, Decision decision) {
    this.principal = principal;
    this.rights = rights;
    this.decision = decision;
  }

  public Principal principal() {
    return principal;
  }

  /// The decision on the call that they make.
  public Decision decision() {
    return decision;
  }

  /// What the journal calls them.
  public String actor() {
    return principal.name();
  }

  /// For works of which names they may; demands nothing.
  public NameScope scope(Right right) {
    return rights.scope(right);
  }

  /// Whether they may, for works of this name.
  public boolean may(Right right, String name) {
    return rights.scope(right).has(name);
  }

  /// Goes on only when they may.
  ///
  /// @param name of the works
  /// @throws NotAllowed when they may not
  public void demand(Right right, String name) {
    demanded.add(right);
    decision.about(name);
    if (!may(right, name)) {
      throw new NotAllowed(right, name);
    }
  }

  /// Goes on only when they may for works of every name.
  ///
  /// @throws NotAllowed when they may not
  public void demandForAll(Right right) {
    demanded.add(right);
    decision.about(ALL);
    if (!rights.scope(right).isAll()) {
      throw new NotAllowed(right, "");
    }
  }

  /// For works of which names they may.
  ///
  /// @return never [NameScope#NONE]
  /// @throws NotAllowed when they may for none
  public NameScope demandForSome(Right right) {
    demanded.add(right);
    var scope = rights.scope(right);
    if (scope.isNone()) {
      throw new NotAllowed(right, "");
    }
    return scope;
  }

  /// Whether somebody has looked if they may.
  public boolean wasDemanded(Right right) {
    return demanded.contains(right);
  }
}
