package dev.interlock.server.identity;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.access.Right;
import java.util.List;

/// Who may do what: all that the rights file says. Whom it does not name may nothing.
///
/// @param banned who may nothing whatever it gives them
public record RightsBook(List<Grant> grants, Banned banned) {
  public static final RightsBook EMPTY = new RightsBook(List.of(), Banned.NOBODY);

  public RightsBook {
    grants = List.copyOf(grants);
  }

  /// For works of which names somebody has a right.
  public NameScope scope(Principal principal, Right right) {
    if (banned.has(principal)) {
      return NameScope.NONE;
    }
    return grants.stream()
        .filter(grant -> grant.gives(right) && grant.isFor(principal))
        .map(Grant::works)
        .reduce(NameScope.NONE, NameScope::and);
  }
}
