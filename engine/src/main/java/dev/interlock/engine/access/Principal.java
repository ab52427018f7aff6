package dev.interlock.engine.access;

import java.util.Set;

/// Who a caller is, as far as that was proved.
///
/// @param name what journals call them; two who proved it in different ways never have the same
/// @param authentication how they proved it, in words: `token file`
/// @param groups that whoever vouches for them says they are in, named as in the rights file
/// @param isPerson whether somebody vouches that this is a person, and not a program
public record Principal(String name, String authentication, Set<String> groups, boolean isPerson) {
  /// What journals call whoever runs the server.
  public static final String LOCAL = "local";

  public Principal {
    groups = Set.copyOf(groups);
  }

  /// Somebody of whom nobody says that they are a person.
  public Principal(String name, String authentication, Set<String> groups) {
    this(name, authentication, groups, false);
  }
}
