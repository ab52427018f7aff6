package dev.interlock.engine.policy;

import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Violation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What policies say of a request.
///
/// @param violations every one of every policy; empty when all allow it
/// @param approvals who must approve it before it may run
public record Judgement(List<Violation> violations, Approvals approvals) {
  /// Nothing is against it.
  static final Judgement ALLOWED = new Judgement(List.of(), Approvals.NONE);

  public Judgement {
    violations = List.copyOf(violations);
    Objects.requireNonNull(approvals, "a policy does not say who must approve");
  }

  static Judgement refusal(Violation violation) {
    return new Judgement(List.of(violation), Approvals.NONE);
  }

  Judgement and(Judgement other) {
    return new Judgement(
        Stream.concat(violations.stream(), other.violations.stream()).toList(),
        approvals.and(other.approvals));
  }
}
