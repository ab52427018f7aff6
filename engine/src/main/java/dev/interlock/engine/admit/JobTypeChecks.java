package dev.interlock.engine.admit;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// Whether each job of a request is one that its job type takes, and each check of a type that may
/// be one.
final class JobTypeChecks {
  private final JobTypes jobTypes;
  private final List<Violation> violations = new ArrayList<>();

  private JobTypeChecks(JobTypes jobTypes) {
    this.jobTypes = jobTypes;
  }

  static List<Violation> of(WorkReq request, JobTypes jobTypes) {
    var checks = new JobTypeChecks(jobTypes);
    checks.checks("checks", request.checks());
    for (int b = 0; b < request.blocks().size(); b++) {
      var block = request.blocks().get(b);
      var path = "blocks[" + b + "].";
      checks.jobs(path + "jobs", block.single());
      for (int s = 0; s < block.sequences().size(); s++) {
        checks.jobs(path + "sequences[" + s + "].jobs", block.sequences().get(s).jobs());
      }
      checks.checks(path + "checks", block.checks());
    }
    return checks.violations;
  }

  private void checks(String path, Checks checks) {
    if (checks.jobCount() == 0) {
      return;
    }
    for (var list : checks.lists()) {
      var place = path + "." + list.name();
      jobs(place, list.jobs());
      for (int j = 0; j < list.jobs().size(); j++) {
        sideEffects(place + "[" + j + "].name", list.jobs().get(j));
      }
    }
  }

  private void sideEffects(String path, Job job) {
    jobTypes
        .find(job.name())
        .filter(spec -> !spec.effect().sideEffectFree())
        .ifPresent(spec ->
            violations.add(
                new Violation(
                    path,
                    "job type '%s' does not declare itself free of side effects, so it cannot be a check; `interlock jobs describe` tells which do"
                        .formatted(spec.name()))));
  }

  private void jobs(String path, List<Job> jobs) {
    for (int j = 0; j < jobs.size(); j++) {
      var job = jobs.get(j);
      var place = path + "[" + j + "]";
      jobTypes
          .get(job.name())
          .ifPresentOrElse(
              type -> job(place, job, type),
              () ->
                  violations.add(
                      new Violation(
                          place + ".name",
                          "there is no job type %s; `interlock jobs` lists them"
                              .formatted(Problems.quoted(job.name())))));
    }
  }

  private void job(String path, Job job, RegisteredJobType type) {
    violations.addAll(type.check(path + ".args", job.args()));
    int max = type.spec().retries().max();
    if (job.retries() > max) {
      boolean isOnce = type.spec().effect().crashClass() == CrashClass.ONCE;
      var why = isOnce ? ", for what it does may not be done twice (its crash class is ONCE)" : "";
      violations.add(
          new Violation(
              path + ".retries",
              "is %d; job type '%s' allows %s%s"
                  .formatted(
                      job.retries(),
                      type.spec().name(),
                      max == 0 ? "none" : "at most " + max,
                      why)));
    }
  }
}
