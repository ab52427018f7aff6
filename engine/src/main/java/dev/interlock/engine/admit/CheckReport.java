package dev.interlock.engine.admit;

import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.plugin.Violation;
import java.util.List;

/// What Submit would say, without storing anything.
///
/// @param violations empty when Submit would accept it
/// @param approvals how many people would have to approve it before it may run
public record CheckReport(
    List<Violation> violations, StopVerdict stop, String planHash, int approvals) {
  public CheckReport {
    violations = List.copyOf(violations);
  }
}
