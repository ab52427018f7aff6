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
    var demanded = jobs.stream().filter(placed -> settings.demands(placed.job())).toList();
    if (demanded.isEmpty()) {
      return absent(request, jobs, settings);
    }
    return settings.start()
        ? started(request, jobs, demanded.getFirst().block(), settings)
        : strangers(jobs, demanded.getLast().block(), request.blocks().size() - 1, settings);
  }

  private static List<Violation> started(
      WorkReq request, List<PlacedJob> jobs, int last, Settings settings) {
    var violations = new ArrayList<>(strangers(jobs, 0, last, settings));
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

  /// The jobs in blocks `from` to `to` that may not be there.
  private static List<Violation> strangers(
      List<PlacedJob> jobs, int from, int to, Settings settings) {
    var allowed =
        settings.allowedBeforeOrAfter().isEmpty()
            ? "no other jobs"
            : "only " + String.join(", ", settings.allowedBeforeOrAfter());
    return jobs.stream()
        .filter(placed -> from <= placed.block() && placed.block() <= to)
        .filter(placed -> !settings.allows(placed.job()))
        .map(placed ->
            new Violation(
                placed.path() + ".name",
                "'%s' may not run %s or beside the job %s; allowed there: %s"
                    .formatted(
                        placed.job().name(),
                        settings.start() ? "before" : "after",
                        settings.demanded(),
                        allowed)))
        .toList();
  }

  /// Says that the demanded job is not there, and of jobs that are nearly it what they lack.
  private static List<Violation> absent(WorkReq request, List<PlacedJob> jobs, Settings settings) {
    var violations = new ArrayList<Violation>();
    violations.add(
        new Violation(
            edge(request, settings),
            "the work must %s with the job %s, which is not in the request"
                .formatted(settings.start() ? "start" : "end", settings.demanded())));
    for (var placed : jobs) {
      if (placed.job().name().equals(settings.jobName())) {
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
