package dev.interlock.builtin.policy;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Holds the names in settings against the catalogue.
final class Lint {
  private Lint() {}

  /// The entries of a list that name no job type.
  static List<Violation> jobTypes(String path, List<String> names, Catalogue catalogue) {
    var violations = new ArrayList<Violation>();
    for (int at = 0; at < names.size(); at++) {
      if (catalogue.find(names.get(at)).isEmpty()) {
        violations.add(unknownJobType("%s[%d]".formatted(path, at), names.get(at)));
      }
    }
    return violations;
  }

  static Violation unknownJobType(String path, String name) {
    return new Violation(
        path,
        "there is no job type '%s'; letter case counts, see `interlock jobs`".formatted(name));
  }

  static Violation unknownArg(String path, String name, JobSpec spec) {
    var has = spec.args().stream().map(Arg::name).sorted().collect(Collectors.joining(", "));
    return new Violation(
        path,
        "job type '%s' has no argument '%s'; letter case counts, it has: %s"
            .formatted(spec.name(), name, has.isEmpty() ? "none" : has));
  }
}
