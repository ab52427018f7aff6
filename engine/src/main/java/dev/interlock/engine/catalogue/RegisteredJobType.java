package dev.interlock.engine.catalogue;

import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    var violations = spec().check(path, given);
    if (!violations.isEmpty()) {
      return violations;
    }
    var below = new ArrayList<Violation>();
    try {
      for (var violation : type.check(spec().bind(given), environment)) {
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
}
