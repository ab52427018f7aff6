package dev.interlock.engine.admit;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a request must be whatever the policies say: within the limits, in the right letters, and
/// made of job types that exist with the arguments that they take.
final class RequestChecks {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final String NAME_RULE =
      "1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit";

  /// Beyond this many the rest is only counted: the answer must stay readable, and small.
  private static final int VIOLATIONS_MAX = 100;

  private final RequestLimits limits;
  private final List<Violation> violations = new ArrayList<>();

  private RequestChecks(RequestLimits limits) {
    this.limits = limits;
  }

  /// Whether the request's own values are in order: what must hold before anything may look at it.
  static List<Violation> ofValues(WorkReq request, RequestLimits limits) {
    var checks = new RequestChecks(limits);
    checks.request(request);
    return checks.violations;
  }

  /// Whether each job is one that its job type takes.
  static List<Violation> ofJobs(WorkReq request, JobTypes jobTypes) {
    var violations = new ArrayList<Violation>();
    for (int b = 0; b < request.blocks().size(); b++) {
      var block = request.blocks().get(b);
      var path = "blocks[" + b + "].";
      ofJobs(path, block.single(), jobTypes, violations);
      for (int s = 0; s < block.sequences().size(); s++) {
        var jobs = block.sequences().get(s).jobs();
        ofJobs(path + "sequences[" + s + "].", jobs, jobTypes, violations);
      }
    }
    return violations;
  }

  private static void ofJobs(
      String path, List<Job> jobs, JobTypes jobTypes, List<Violation> violations) {
    for (int j = 0; j < jobs.size(); j++) {
      violations.addAll(ofJob(path + "jobs[" + j + "]", jobs.get(j), jobTypes));
    }
  }

  private static List<Violation> ofJob(String path, Job job, JobTypes jobTypes) {
    return jobTypes
        .get(job.name())
        .map(type -> type.check(path + ".args", job.args()))
        .orElseGet(() ->
            List.of(
                new Violation(
                    path + ".name",
                    "there is no job type %s; `interlock jobs` lists them"
                        .formatted(quoted(job.name())))));
  }

  /// Whether it has so many blocks or jobs that only this should be said of it.
  static boolean isTooLarge(WorkReq request, RequestLimits limits) {
    return request.blocks().size() > limits.blocksMax() || request.jobCount() > limits.jobsMax();
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
    name("name", request.name());
    if (request.name().equals(EmergencyStop.ALL)) {
      add("name", "is what the emergency stop calls every work; choose another");
    }
    text("desc", request.desc(), limits.descCharsMax());
    if (request.blocks().isEmpty()) {
      add("blocks", "is empty; a work needs at least one block");
    }
    if (request.blocks().size() > limits.blocksMax()) {
      add(
          "blocks",
          "has %d blocks; at most %d".formatted(request.blocks().size(), limits.blocksMax()));
    }
    int jobCount = request.jobCount();
    if (jobCount > limits.jobsMax()) {
      add(
          "blocks",
          "have %d jobs together; at most %d a work".formatted(jobCount, limits.jobsMax()));
    }
    if (!isTooLarge(request, limits)) {
      for (int b = 0; b < request.blocks().size(); b++) {
        block("blocks[" + b + "]", request.blocks().get(b));
      }
    }
  }

  private void block(String path, Block block) {
    text(path + ".desc", block.desc(), limits.descCharsMax());
    if (block.limit() > limits.rateLimitMax()) {
      add(
          path + ".rate_limit",
          "is %d; at most %d".formatted(block.limit(), limits.rateLimitMax()));
    }
    if (block.sequenceCount() == 0) {
      add(path + ".jobs", "is empty; a block needs at least one job");
    }
    jobs(path, block.single());
    for (int s = 0; s < block.sequences().size(); s++) {
      sequence(path + ".sequences[" + s + "]", block.sequences().get(s));
    }
  }

  private void sequence(String path, Sequence sequence) {
    text(path + ".desc", sequence.desc(), limits.descCharsMax());
    if (sequence.jobs().isEmpty()) {
      add(path + ".jobs", "is empty; a sequence needs at least one job");
    }
    jobs(path, sequence.jobs());
  }

  private void jobs(String path, List<Job> jobs) {
    for (int j = 0; j < jobs.size(); j++) {
      job(path + ".jobs[" + j + "]", jobs.get(j));
    }
  }

  private void job(String path, Job job) {
    name(path + ".name", job.name());
    text(path + ".desc", job.desc(), limits.descCharsMax());
    if (job.args().size() > limits.argsMax()) {
      add(
          path + ".args",
          "has %d arguments; at most %d".formatted(job.args().size(), limits.argsMax()));
      return;
    }
    job.args()
        .forEach((name, value) -> {
          if (NAME.matcher(name).matches()) {
            text(path + ".args." + name, value, limits.argCharsMax());
          } else {
            add(path + ".args", "has a name that is not " + NAME_RULE + ": " + quoted(name));
          }
        });
  }

  private void name(String path, String value) {
    if (!NAME.matcher(value).matches()) {
      add(path, "is %s; it must be %s".formatted(quoted(value), NAME_RULE));
    }
  }

  private void text(String path, String value, int charsMax) {
    if (value.length() > charsMax) {
      add(path, "has %d characters; at most %d".formatted(value.length(), charsMax));
    }
    if (value.chars().anyMatch(RequestChecks::isForbidden)) {
      add(path, "has a control character; only line feed and tab are allowed");
    }
    if (value.codePoints().anyMatch(RequestChecks::isHalfACharacter)) {
      add(path, "has half of a surrogate pair, which no UTF-8 text has");
    }
  }

  private static boolean isHalfACharacter(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isForbidden(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }

  /// What a user wrote, safe to show.
  private static String quoted(String text) {
    var safe = new StringBuilder("\"");
    text.codePoints()
        .limit(80)
        .forEach(c -> {
          if (Character.isISOControl(c) || isHalfACharacter(c)) {
            safe.append("\\u%04x".formatted(c));
          } else {
            safe.appendCodePoint(c);
          }
        });
    return safe.append(text.codePointCount(0, text.length()) > 80 ? "…\"" : "\"").toString();
  }

  private void add(String path, String message) {
    violations.add(new Violation(path, message));
  }
}
