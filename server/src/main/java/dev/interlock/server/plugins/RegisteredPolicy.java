package dev.interlock.server.plugins;

import dev.interlock.plugin.Policy;

/// A policy that requests can be judged by.
///
/// @param origin the jar or folder it came from
public record RegisteredPolicy(Policy<?> policy, String origin) {
  public String name() {
    return policy.name();
  }
}
