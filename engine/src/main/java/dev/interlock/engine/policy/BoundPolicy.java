package dev.interlock.engine.policy;

import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.List;

/// A policy with the settings that the configuration gives it.
public record BoundPolicy<S extends Record>(Policy<S> policy, S settings, Configured configured) {

  /// Every way in which the request breaks the rule.
  public List<Violation> judge(WorkReq request) {
    return policy.judge(request, settings);
  }

  /// Who must approve it before it may run.
  public Approvals approvals(WorkReq request) {
    return policy.approvals(request, settings);
  }
}
