package dev.interlock.engine.catalogue;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.SecretRef;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A job type with what the server offers to its jobs.
///
/// @param origin the jar or folder it came from
public record RegisteredJobType(JobType type, JobEnvironment environment, String origin) {

  public JobSpec spec() {
    return type.spec();
  }

  /// Everything that is wrong with these arguments.
  ///
  /// @param path what they belong to, for instance `blocks[0].jobs[1].args`
  public List<Violation> check(String path, Map<String, String> given) {
    var violations = new ArrayList<>(spec().check(path, given));
    for (var arg : spec().args()) {
      unknownProvider(arg, given.getOrDefault(arg.name(), ""))
          .ifPresent(problem -> violations.add(new Violation(path + "." + arg.name(), problem)));
    }
    if (!violations.isEmpty()) {
      return violations;
    }
    var below = new ArrayList<Violation>();
    try {
      var args = spec().bind(given);
      var _ = targets(args);
      for (var violation : type.check(args, environment)) {
        var where = violation.path().isEmpty() ? path : path + "." + violation.path();
        below.add(new Violation(where, violation.message()));
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // a plug-in's check that fails must refuse, not let pass
      below.add(
          new Violation(path, "the check of job type '%s' failed: %s".formatted(spec().name(), e)));
    }
    return below;
  }

  private Optional<String> unknownProvider(Arg arg, String text) {
    var known = environment.secretProviders();
    return arg.kind() instanceof ArgKind.Secret
        ? SecretRef.parse(text)
            .filter(reference -> !known.contains(reference.provider()))
            .map(reference ->
                "refers to the secret provider \"%s\", which is not there; there are %s"
                    .formatted(reference.provider(), String.join(", ", new TreeSet<>(known))))
        : Optional.empty();
  }

  /// What a job with these arguments touches, each once; only for arguments that [#check] found
  /// nothing wrong with. Throws whatever the job type does.
  public Set<Target> targets(Map<String, String> given) {
    return touchesNothing() ? Set.of() : targets(spec().bind(given));
  }

  private Set<Target> targets(Args args) {
    return touchesNothing() ? Set.of() : new LinkedHashSet<>(type.targets(args));
  }

  private boolean touchesNothing() {
    return spec().effect().targets().isEmpty();
  }
}
