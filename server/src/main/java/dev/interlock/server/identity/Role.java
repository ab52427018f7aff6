package dev.interlock.server.identity;

import dev.interlock.engine.access.Right;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the rights file can give to somebody for works of a name: a set of rights by one word.
/// Every role may see the works that it is for, and none may do everything.
public enum Role {
  VIEWER(Right.VIEW),
  SUBMITTER(Right.VIEW, Right.SUBMIT),
  /// Whoever may start works may stop them.
  EXECUTOR(Right.VIEW, Right.EXECUTE, Right.STOP),
  APPROVER(Right.VIEW, Right.APPROVE),
  OPERATOR(Right.VIEW, Right.OPERATE),
  STOP(Right.VIEW, Right.STOP),
  RELEASE(Right.VIEW, Right.RELEASE),
  /// Of the servers, not of works.
  ADMIN(Right.VIEW, Right.ADMINISTER),
  /// Has policy files judged; they come into force by whoever may write them.
  POLICY_ADMIN(Right.VIEW, Right.GOVERN),
  /// Reads everything and changes nothing.
  AUDITOR(Right.VIEW, Right.AUDIT);

  @SuppressWarnings("ImmutableEnumChecker") // it is: Set.of
  private final Set<Right> rights;

  Role(Right first, Right... more) {
    this.rights = Set.copyOf(EnumSet.of(first, more));
  }

  public Set<Right> rights() {
    return rights;
  }

  /// As the rights file writes it.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The role that the rights file writes so.
  public static Optional<Role> find(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
