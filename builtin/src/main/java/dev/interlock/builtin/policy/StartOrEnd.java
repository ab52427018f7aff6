package dev.interlock.builtin.policy;

import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The work must start (or end) with a certain job: a precondition, or a clean-up.
///
/// The *demanded job* is one named `JobName` that has every argument of `MustArgs` with exactly
/// that value; it may have other arguments besides. Jobs of one block run together, so order is a
/// matter of blocks:
///
/// - `Start`: take the first block that has a demanded job. In it and in all blocks before it there
///   may be nothing but demanded jobs and jobs whose type is in `AllowedBeforeOrAfter`. None of
///   these blocks may tolerate failed jobs, for a precondition that may fail is none.
/// - `End`: take the last block that has a demanded job. In it and in all blocks after it there may
///   be nothing but demanded jobs and jobs whose type is in `AllowedBeforeOrAfter`.
///
/// A request without a demanded job is refused, one without blocks too.
///
/// A demanded job counts only in a block that runs in every work that completes
/// ([dev.interlock.plugin.Block#isCertain]), for `Start` a forward one. What else a request can say
/// of a block is no way past it either:
///
/// - `Start`: the blocks that also run when the work has failed, of the roles `ON_FAILURE` and
///   `ALWAYS`, may run when the demanded job has failed. They count as blocks before it.
/// - `End`: should such a block have another job than those allowed, the demanded job must follow
///   in a block of these roles.
///
/// Checks change nothing, so they are not looked at: a check is no demanded job, and may run before
/// or after one.
///
/// Removing an argument or a demanded job never turns a refusal into a pass.
public final class StartOrEnd implements Policy<StartOrEnd.Settings> {

  /// Exactly one of `start` and `end` is true.
  ///
  /// @param jobName the job type of the demanded job
  /// @param mustArgs what its arguments must be, as a request writes them
  /// @param start whether the work must start with it
  /// @param end whether the work must end with it
  /// @param allowedBeforeOrAfter job types that may run before it (start) or after it (end), or
  ///   beside it
  public record Settings(
      String jobName,
      Map<String, String> mustArgs,
      boolean start,
      boolean end,
      List<String> allowedBeforeOrAfter) {
    public Settings {
      if (start == end) {
        throw new IllegalArgumentException(
            "Start is %b and End is %b; exactly one of them must be true".formatted(start, end));
      }
      mustArgs = Map.copyOf(mustArgs);
      allowedBeforeOrAfter = List.copyOf(allowedBeforeOrAfter);
    }

    private boolean demands(Job job) {
      return job.name().equals(jobName)
          && mustArgs.entrySet().stream()
              .allMatch(must -> must.getValue().equals(job.args().get(must.getKey())));
    }

    private boolean allows(Job job) {
      return demands(job) || allowedBeforeOrAfter.contains(job.name());
    }

    private String allowed() {
      return allowedBeforeOrAfter.isEmpty()
          ? "no other jobs"
          : "only " + String.join(", ", allowedBeforeOrAfter);
    }

    /// `'tokenBucket' (bucket=b, fatal=true)`
    private String demanded() {
      var args = new TreeMap<>(mustArgs).toString();
      return "'%s'%s"
          .formatted(
              jobName,
              mustArgs.isEmpty() ? "" : " (%s)".formatted(args.substring(1, args.length() - 1)));
    }
  }

  @Override
  public String name() {
    return "startOrEnd";
  }

  @Override
  public String purpose() {
    return "Demands that the work starts (or ends) with a certain job.";
  }

  @Override
  public Class<Settings> settingsType() {
    return Settings.class;
  }

  @Override
  public List<Violation> lint(Settings settings, Catalogue catalogue) {
    var violations = new ArrayList<Violation>();
    catalogue
        .find(settings.jobName())
        .ifPresentOrElse(
            spec -> violations.addAll(lintArgs(spec, settings.mustArgs())),
            () -> violations.add(Lint.unknownJobType("JobName", settings.jobName())));
    violations.addAll(
        Lint.jobTypes("AllowedBeforeOrAfter", settings.allowedBeforeOrAfter(), catalogue));
    return violations;
  }

  private static List<Violation> lintArgs(JobSpec spec, Map<String, String> mustArgs) {
    var violations = new ArrayList<Violation>();
    new TreeMap<>(mustArgs)
        .forEach((name, value) -> {
          var path = "MustArgs." + name;
          if (spec.hasArg(name)) {
            kindOf(spec, name)
                .problemOf(value)
                .ifPresent(problem -> violations.add(new Violation(path, problem)));
          } else {
            violations.add(Lint.unknownArg(path, name, spec));
          }
        });
    return violations;
  }

  private static ArgKind kindOf(JobSpec spec, String name) {
    return spec.args().stream()
        .filter(arg -> arg.name().equals(name))
        .findFirst()
        .orElseThrow()
        .kind();
  }

  @Override
  public List<Violation> judge(WorkReq request, Settings settings) {
    var jobs = PlacedJob.all(request);
    var demanded =
        jobs.stream()
            .filter(placed -> settings.demands(placed.job()) && counts(placed, settings))
            .toList();
    if (demanded.isEmpty()) {
      return absent(request, jobs, settings);
    }
    return settings.start()
        ? started(request, jobs, demanded.getFirst().block(), settings)
        : ended(jobs, demanded.getLast().block(), settings);
  }

  private static boolean counts(PlacedJob placed, Settings settings) {
    boolean isInTime = settings.end() || !placed.in().turn().role().isDeferred();
    return isInTime && placed.in().isCertain();
  }

  private static List<Violation> started(
      WorkReq request, List<PlacedJob> jobs, int last, Settings settings) {
    var violations =
        new ArrayList<Violation>(strangers(jobs, placed -> placed.block() <= last, settings));
    for (var placed : jobs) {
      boolean isLate = placed.block() > last && placed.runsAfterFailure();
      if (isLate && !settings.allows(placed.job())) {
        violations.add(
            new Violation(
                placed.path() + ".name",
                "'%s' may not be in a block that runs even when the job %s has failed; allowed there: %s"
                    .formatted(placed.job().name(), settings.demanded(), settings.allowed())));
      }
    }
    for (int block = 0; block <= last; block++) {
      int tolerated = request.blocks().get(block).toleratedFailures();
      if (tolerated > 0) {
        violations.add(
            new Violation(
                "blocks[%d].tolerated_failures".formatted(block),
                "is %d; it must be 0 up to the block of the job %s, which the work must start with"
                    .formatted(tolerated, settings.demanded())));
      }
    }
    return violations;
  }

  private static List<Violation> ended(List<PlacedJob> jobs, int first, Settings settings) {
    var violations =
        new ArrayList<Violation>(
            strangers(
                jobs, placed -> placed.block() >= first && placed.runsAfterSuccess(), settings));
    int firstAfterFailure =
        jobs.stream()
            .filter(placed -> placed.runsAfterFailure() && settings.demands(placed.job()))
            .filter(placed -> placed.in().checks().bypass().isEmpty())
            .mapToInt(PlacedJob::block)
            .max()
            .orElse(-1);
    for (var placed : jobs) {
      boolean isSaid = placed.block() >= first && placed.runsAfterSuccess();
      boolean isLast = placed.block() >= firstAfterFailure && placed.runsAfterFailure();
      if (isLast && !isSaid && !settings.allows(placed.job())) {
        violations.add(
            new Violation(
                placed.path() + ".name",
                "'%s' may not be in a block that runs when the work has failed, unless the job %s follows in one; allowed without it: %s"
                    .formatted(placed.job().name(), settings.demanded(), settings.allowed())));
      }
    }
    return violations;
  }

  /// The jobs that may not be `there`.
  private static List<Violation> strangers(
      List<PlacedJob> jobs, Predicate<PlacedJob> there, Settings settings) {
    return jobs.stream()
        .filter(there)
        .filter(placed -> !settings.allows(placed.job()))
        .map(placed ->
            new Violation(
                placed.path() + ".name",
                "'%s' may not run %s or beside the job %s; allowed there: %s"
                    .formatted(
                        placed.job().name(),
                        settings.start() ? "before" : "after",
                        settings.demanded(),
                        settings.allowed())))
        .toList();
  }

  /// Says that the demanded job is not there, and of jobs that are nearly it what they lack.
  private static List<Violation> absent(WorkReq request, List<PlacedJob> jobs, Settings settings) {
    var violations = new ArrayList<Violation>();
    boolean isThere = jobs.stream().anyMatch(placed -> settings.demands(placed.job()));
    violations.add(
        new Violation(
            edge(request, settings),
            "the work must %s with the job %s, which is %s"
                .formatted(
                    settings.start() ? "start" : "end",
                    settings.demanded(),
                    isThere ? "in no block that always runs" : "not in the request")));
    for (var placed : jobs) {
      if (settings.demands(placed.job())) {
        violations.add(
            new Violation(
                placed.path(),
                "does not count: by its role, its condition or its bypass checks its block may be passed over or come too late"));
      } else if (placed.job().name().equals(settings.jobName())) {
        violations.addAll(wrongArgs(placed, settings));
      }
    }
    return violations;
  }

  /// The block where the demanded job belongs.
  private static String edge(WorkReq request, Settings settings) {
    if (request.blocks().isEmpty()) {
      return "blocks";
    }
    return "blocks[%d]".formatted(settings.start() ? 0 : request.blocks().size() - 1);
  }

  private static List<Violation> wrongArgs(PlacedJob placed, Settings settings) {
    var violations = new ArrayList<Violation>();
    new TreeMap<>(settings.mustArgs())
        .forEach((name, must) -> {
          var value = placed.job().args().get(name);
          if (value == null) {
            violations.add(
                new Violation(
                    placed.path(name),
                    "is missing; it must be '%s', letter case counts".formatted(must)));
          } else if (!value.equals(must)) {
            violations.add(
                new Violation(
                    placed.path(name), "is '%s'; it must be '%s'".formatted(value, must)));
          }
        });
    return violations;
  }
}
