package dev.interlock.engine.admit;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a request must be whatever the policies say: within the limits, in the right letters, and
/// made of job types that exist with the arguments that they take.
final class RequestChecks {
  /// Beyond this many the rest is only counted: the answer must stay readable, and small.
  private static final int VIOLATIONS_MAX = 100;

  private final RequestLimits limits;
  private final Problems problems = new Problems();

  private RequestChecks(RequestLimits limits) {
    this.limits = limits;
  }

  /// Whether the request's own values are in order: what must hold before anything may look at it.
  static List<Violation> ofValues(WorkReq request, RequestLimits limits) {
    var checks = new RequestChecks(limits);
    checks.request(request);
    return checks.problems.violations();
  }

  /// Whether each job, checks included, is one that its job type takes.
  static List<Violation> ofJobs(WorkReq request, JobTypes jobTypes) {
    return JobTypeChecks.of(request, jobTypes);
  }

  /// Whether there is so much of it that only this should be said.
  static boolean isTooLarge(WorkReq request, RequestLimits limits) {
    return !RequestSize.of(request).problems(limits).isEmpty();
  }

  /// Cuts a list that is too long to be read.
  static List<Violation> readable(List<Violation> all) {
    if (all.size() <= VIOLATIONS_MAX) {
      return all;
    }
    var some = new ArrayList<>(all.subList(0, VIOLATIONS_MAX));
    some.add(new Violation("", "and %d more".formatted(all.size() - VIOLATIONS_MAX)));
    return some;
  }

  private void request(WorkReq request) {
    problems.name("name", request.name());
    if (request.name().equalsIgnoreCase(EmergencyStop.ALL)) {
      problems.add("name", "is what the emergency stop calls every work; choose another");
    }
    problems.text("desc", request.desc(), limits.descCharsMax());
    if (request.blocks().isEmpty()) {
      problems.add("blocks", "is empty; a work needs at least one block");
    }
    var tooMuch = RequestSize.of(request).problems(limits);
    problems.violations().addAll(tooMuch);
    deadline("deadline", request.deadline());
    labels(request.labels());
    onBreach(request.tolerance());
    if (tooMuch.isEmpty()) {
      checks("checks", request.checks());
      for (int b = 0; b < request.blocks().size(); b++) {
        block("blocks[" + b + "]", request.blocks().get(b));
      }
      TurnChecks.roles(request.blocks(), problems);
    }
  }

  /// A work that does not say how many failures it tolerates tolerates any number.
  private void onBreach(Tolerance tolerance) {
    if (tolerance.equals(Tolerance.UNSAID.with(OnBreach.PAUSE))) {
      problems.add(
          "on_breach",
          "says what follows when more fail than is tolerated, and nothing says how many are; give"
              + " tolerated_failures or tolerated_percent, or on_breach in the blocks");
    }
  }

  private void deadline(String path, Duration deadline) {
    if (!deadline.isZero()) {
      problems.time(path, deadline, RequestLimits.DEADLINE_MIN, RequestLimits.DEADLINE_MAX);
    }
  }

  private void labels(Map<String, String> labels) {
    if (labels.size() > RequestLimits.LABELS_MAX) {
      problems.add(
          "labels", "has %d labels; at most %d".formatted(labels.size(), RequestLimits.LABELS_MAX));
      return;
    }
    new TreeMap<>(labels)
        .forEach((key, value) -> {
          if (LabelMatch.isKey(key)) {
            problems.label("labels." + key, value);
          } else {
            problems.add(
                "labels",
                "has a key that is not " + LabelMatch.KEY_RULE + ": " + Problems.quoted(key));
          }
        });
  }

  private void block(String path, Block block) {
    problems.text(path + ".desc", block.desc(), limits.descCharsMax());
    if (block.limit() > limits.rateLimitMax()) {
      problems.add(
          path + ".rate_limit",
          "is %d; at most %d".formatted(block.limit(), limits.rateLimitMax()));
    }
    if (block.sequenceCount() == 0) {
      problems.add(path + ".jobs", "is empty; a block needs at least one job");
    }
    TurnChecks.pace(path, block.pace(), problems);
    TurnChecks.turn(path, block.turn(), problems);
    deadline(path + ".deadline", block.turn().deadline());
    jobs(path + ".jobs", block.single());
    for (int s = 0; s < block.sequences().size(); s++) {
      sequence(path + ".sequences[" + s + "]", block.sequences().get(s));
    }
    checks(path + ".checks", block.checks());
  }

  private void sequence(String path, Sequence sequence) {
    problems.text(path + ".desc", sequence.desc(), limits.descCharsMax());
    if (sequence.jobs().isEmpty()) {
      problems.add(path + ".jobs", "is empty; a sequence needs at least one job");
    }
    jobs(path + ".jobs", sequence.jobs());
  }

  private void checks(String path, Checks checks) {
    if (checks.equals(Checks.NONE)) {
      return;
    }
    for (var list : checks.lists()) {
      var place = path + "." + list.name();
      if (list.jobs().size() > RequestLimits.CHECKS_MAX) {
        problems.add(
            place,
            "has %d checks; at most %d".formatted(list.jobs().size(), RequestLimits.CHECKS_MAX));
      } else {
        jobs(place, list.jobs());
      }
    }
    if (!checks.continuous().isEmpty()) {
      problems.time(
          path + ".interval",
          checks.interval(),
          RequestLimits.CHECK_INTERVAL_MIN,
          RequestLimits.CHECK_INTERVAL_MAX);
    } else if (!checks.interval().isZero()) {
      problems.add(
          path + ".interval",
          "is that of continuous checks, and there are none; leave it out or add a check");
    }
  }

  private void jobs(String path, List<Job> jobs) {
    for (int j = 0; j < jobs.size(); j++) {
      job(path + "[" + j + "]", jobs.get(j));
    }
  }

  private void job(String path, Job job) {
    problems.name(path + ".name", job.name());
    problems.text(path + ".desc", job.desc(), limits.descCharsMax());
    if (job.args().size() > limits.argsMax()) {
      problems.add(
          path + ".args",
          "has %d arguments; at most %d".formatted(job.args().size(), limits.argsMax()));
      return;
    }
    job.args()
        .forEach((name, value) -> {
          if (Problems.isName(name)) {
            problems.text(path + ".args." + name, value, limits.argCharsMax());
          } else {
            problems.add(
                path + ".args",
                "has a name that is not " + Problems.NAME_RULE + ": " + Problems.quoted(name));
          }
        });
  }
}
