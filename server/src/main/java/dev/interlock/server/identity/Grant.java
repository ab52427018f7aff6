package dev.interlock.server.identity;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.access.Right;
import java.util.Set;

/// One entry of the rights file: who has which roles for works of which names.
///
/// @param principals by their names
/// @param groups whoever is in one of them
public record Grant(Set<Role> roles, NameScope works, Set<String> principals, Set<String> groups) {
  public Grant {
    roles = Set.copyOf(roles);
    principals = Set.copyOf(principals);
    groups = Set.copyOf(groups);
  }

  boolean isFor(Principal principal) {
    return principals.contains(principal.name())
        || principal.groups().stream().anyMatch(groups::contains);
  }

  boolean gives(Right right) {
    return roles.stream().anyMatch(role -> role.rights().contains(right));
  }
}
