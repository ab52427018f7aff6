package dev.interlock.engine.policy;

import java.util.List;
import java.util.Map;

/// Which policies apply to which name of a work request. Read as a whole, replaced as a whole.
///
/// @param policies by the work request's name; a name without policies is refused
/// @param version another for each other configuration: what the audit calls it
public record PolicyBook(Map<String, List<BoundPolicy<?>>> policies, String version) {
  public PolicyBook {
    policies = Map.copyOf(policies);
  }

  public List<BoundPolicy<?>> of(String workName) {
    return policies.getOrDefault(workName, List.of());
  }
}
