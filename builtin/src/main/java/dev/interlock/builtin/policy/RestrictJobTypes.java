package dev.interlock.builtin.policy;

import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// Every job must be of one of the types in `AllowedJobs`, in every block, whatever its role, and
/// in every check. An empty list allows none.
public final class RestrictJobTypes implements Policy<RestrictJobTypes.Settings> {

  /// What may run.
  ///
  /// @param allowedJobs names of job types, letter case counts
  public record Settings(List<String> allowedJobs) {
    public Settings {
      allowedJobs = List.copyOf(allowedJobs);
    }
  }

  @Override
  public String name() {
    return "restrictJobTypes";
  }

  @Override
  public String purpose() {
    return "Allows only jobs of the listed types.";
  }

  @Override
  public Class<Settings> settingsType() {
    return Settings.class;
  }

  @Override
  public List<Violation> lint(Settings settings, Catalogue catalogue) {
    if (settings.allowedJobs().isEmpty()) {
      return List.of(
          new Violation("AllowedJobs", "is empty, which refuses every request; name a job type"));
    }
    return Lint.jobTypes("AllowedJobs", settings.allowedJobs(), catalogue);
  }

  @Override
  public List<Violation> judge(WorkReq request, Settings settings) {
    var violations = new ArrayList<Violation>();
    for (var placed : PlacedJob.all(request)) {
      if (!settings.allowedJobs().contains(placed.job().name())) {
        violations.add(notAllowed(placed.path(), placed.job(), request, settings));
      }
    }
    for (var check : PlacedCheck.all(request)) {
      if (!settings.allowedJobs().contains(check.job().name())) {
        violations.add(notAllowed(check.path(), check.job(), request, settings));
      }
    }
    return violations;
  }

  private static Violation notAllowed(String path, Job job, WorkReq request, Settings settings) {
    return new Violation(
        path + ".name",
        "job type '%s' is not allowed in '%s'; allowed: %s"
            .formatted(job.name(), request.name(), String.join(", ", settings.allowedJobs())));
  }
}
