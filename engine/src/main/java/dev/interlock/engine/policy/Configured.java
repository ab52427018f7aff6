package dev.interlock.engine.policy;

import java.util.List;

/// What the configuration says of a policy in force, for people.
///
/// @param file as the operator named it
/// @param entry where in it, as its problems are told: `entry 1 (Nap), Policies[0]`
/// @param settings every setting that the policy has
public record Configured(String file, String entry, List<Setting> settings) {
  public Configured {
    settings = List.copyOf(settings);
  }

  /// One setting as it is in force.
  ///
  /// @param name as the file writes it
  /// @param value as JSON
  public record Setting(String name, String value, SetBy by) {}

  /// Whether somebody has said it.
  public enum SetBy {
    FILE,
    DEFAULT
  }
}
