package dev.interlock.server.endpoint;

import com.google.protobuf.Message;
import dev.interlock.engine.access.Asker;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What every verb comes with, checked.
///
/// @param id of the work, as it was given
/// @param problems what is wrong with the call so far; grows while it is checked
record Asked(String id, String reason, String requestId, Asker asker, List<Violation> problems) {
  private static final int JOBS_MAX = 1_000;
  private static final String INDEX = "\\[(0|[1-9]\\d{0,8})]";
  private static final Pattern JOB =
      Pattern.compile("blocks%1$s\\.(sequences%1$s\\.)?jobs%1$s".formatted(INDEX));

  static Asked of(Message message, String id, String reason, String requestId, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    Fields.id(id, problems);
    Fields.reason(reason, problems);
    Fields.requestId(requestId, problems);
    return new Asked(id, reason, requestId, asker, problems);
  }

  void problem(String path, String message) {
    problems.add(new Violation(path, message));
  }

  /// Jobs by their places in the request; whether there are such jobs is for the engine to say.
  void checkJobs(List<String> jobs) {
    if (jobs.isEmpty()) {
      problem("jobs", "is empty; name 1 to %d jobs, no job means none".formatted(JOBS_MAX));
    } else if (jobs.size() > JOBS_MAX) {
      problem("jobs", "has %d; at most %d in a call".formatted(jobs.size(), JOBS_MAX));
    } else {
      checkEach(jobs);
    }
  }

  private void checkEach(List<String> jobs) {
    var seen = new HashSet<String>();
    for (int at = 0; at < jobs.size(); at++) {
      var job = jobs.get(at);
      if (!JOB.matcher(job).matches()) {
        problem(
            "jobs[" + at + "]",
            "\"%s\" is no place of a job; write it as blocks[2].jobs[7] or".formatted(job)
                + " blocks[2].sequences[3].jobs[1], all counted from 0");
      } else if (!seen.add(job)) {
        problem("jobs[" + at + "]", "%s is there twice; name it once".formatted(job));
      }
    }
  }
}
