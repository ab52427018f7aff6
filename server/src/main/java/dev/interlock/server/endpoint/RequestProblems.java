package dev.interlock.server.endpoint;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Checks;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.RequestSize;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.List;

/// What a request as it came in can say and a value cannot, and what there is so much of that no
/// value is to be made of it. What else is wrong with a value is for the engine to say.
final class RequestProblems {
  /// Nothing is looked at any more after so many problems.
  private static final int PROBLEMS_MAX = 100;

  private static final String DEADLINE =
      "1s to %ds".formatted(RequestLimits.DEADLINE_MAX.toSeconds());
  private static final String DELAY = "0s to %ds".formatted(RequestLimits.DELAY_MAX.toSeconds());

  private final List<Violation> problems = new ArrayList<>(0);

  private RequestProblems() {}

  static List<Violation> of(WorkReq message, RequestLimits limits) {
    var tooMuch = size(message).problems(limits);
    if (!tooMuch.isEmpty()) {
      return tooMuch;
    }
    var found = new RequestProblems();
    found.work(message);
    if (found.isEnough()) {
      found.problems.add(new Violation("", "and maybe more; the rest was not looked at"));
    }
    return found.problems;
  }

  private static RequestSize size(WorkReq message) {
    int sequences = 0;
    int jobs = 0;
    int checks = size(message.getChecks());
    for (var block : message.getBlocksList()) {
      sequences += block.getSequencesCount();
      jobs += block.getJobsCount();
      for (var sequence : block.getSequencesList()) {
        jobs += sequence.getJobsCount();
      }
      checks += size(block.getChecks());
    }
    return new RequestSize(message.getBlocksCount(), sequences, jobs, checks);
  }

  private static int size(Checks checks) {
    return checks.getBypassCount()
        + checks.getPreCount()
        + checks.getPostCount()
        + checks.getContinuousCount();
  }

  private boolean isEnough() {
    return problems.size() >= PROBLEMS_MAX;
  }

  private void work(WorkReq message) {
    Fields.known(message, "", problems);
    Fields.requestId(message.getRequestId(), problems);
    atLeast0("tolerated_failures", message.getToleratedFailures());
    percent("tolerated_percent", message.getToleratedPercent());
    RequestWords.known("on_breach", message.getOnBreach(), problems);
    time("deadline", message.getDeadline(), DEADLINE);
    if (message.hasChecks()) {
      checks("checks", message.getChecks());
    }
    for (int b = 0; b < message.getBlocksCount() && !isEnough(); b++) {
      block("blocks[" + b + "]", message.getBlocks(b));
    }
  }

  private void block(String path, Block message) {
    Fields.known(message, path, problems);
    atLeast0(path + ".tolerated_failures", message.getToleratedFailures());
    percent(path + ".tolerated_percent", message.getToleratedPercent());
    atLeast0(path + ".max_consecutive_failures", message.getMaxConsecutiveFailures());
    RequestWords.known(path + ".on_breach", message.getOnBreach(), problems);
    RequestWords.known(path + ".role", message.getRole(), problems);
    RequestWords.known(path + ".condition", message.getCondition(), problems);
    time(path + ".entrance_delay", message.getEntranceDelay(), DELAY);
    time(path + ".exit_delay", message.getExitDelay(), DELAY);
    time(path + ".deadline", message.getDeadline(), DEADLINE);
    pace(path, message);
    jobs(path + ".jobs", message.getJobsList());
    for (int s = 0; s < message.getSequencesCount() && !isEnough(); s++) {
      var sequence = message.getSequences(s);
      Fields.known(sequence, path + ".sequences[" + s + "]", problems);
      jobs(path + ".sequences[" + s + "].jobs", sequence.getJobsList());
    }
    if (message.hasChecks()) {
      checks(path + ".checks", message.getChecks());
    }
  }

  private void pace(String path, Block message) {
    if (message.hasRate()) {
      var rate = message.getRate();
      Fields.known(rate, path + ".rate", problems);
      if (rate.getStarts() < 0) {
        problems.add(
            new Violation(
                path + ".rate.starts",
                "is %d; it must be 1 to %d"
                    .formatted(rate.getStarts(), RequestLimits.RATE_STARTS_MAX)));
      }
      time(
          path + ".rate.interval",
          rate.getInterval(),
          "1s to %ds".formatted(RequestLimits.RATE_INTERVAL_MAX.toSeconds()));
    }
    if (message.hasRamp()) {
      var ramp = message.getRamp();
      Fields.known(ramp, path + ".ramp", problems);
      if (ramp.getWavesCount() == 0) {
        problems.add(
            new Violation(
                path + ".ramp.waves",
                "is empty; it must have 1 to %d waves".formatted(RequestLimits.WAVES_MAX)));
      }
      for (int w = 0; w < ramp.getWavesCount() && !isEnough(); w++) {
        wave(path + ".ramp.waves[" + w + "]", ramp.getWaves(w));
      }
      time(path + ".ramp.bake", ramp.getBake(), DELAY);
    }
  }

  private void wave(String path, String wave) {
    if (Share.find(wave).isEmpty()) {
      problems.add(
          new Violation(
              path,
              "must be a number of sequences, \"1\" to \"%d\", or a percentage of them, \"1%%\" to \"100%%\""
                  .formatted(RequestLimits.WAVE_SEQUENCES_MAX)));
    }
  }

  private void checks(String path, Checks message) {
    Fields.known(message, path, problems);
    jobs(path + ".bypass", message.getBypassList());
    jobs(path + ".pre", message.getPreList());
    jobs(path + ".post", message.getPostList());
    jobs(path + ".continuous", message.getContinuousList());
    time(
        path + ".interval",
        message.getInterval(),
        "1s to %ds".formatted(RequestLimits.CHECK_INTERVAL_MAX.toSeconds()));
  }

  private void jobs(String path, List<Job> jobs) {
    for (int j = 0; j < jobs.size() && !isEnough(); j++) {
      Fields.known(jobs.get(j), path + "[" + j + "]", problems);
      if (jobs.get(j).getRetries() < 0) {
        atLeast0(path + "[" + j + "].retries", jobs.get(j).getRetries());
      }
    }
  }

  private void atLeast0(String path, int value) {
    if (value < 0) {
      problems.add(new Violation(path, "is %d; it must be at least 0".formatted(value)));
    }
  }

  private void percent(String path, int value) {
    if (value < 0 || value > 100) {
      problems.add(new Violation(path, "is %d; it must be 0 to 100".formatted(value)));
    }
  }

  private void time(String path, Duration time, String limit) {
    Fields.known(time, path, problems);
    if (!Durations.isValid(time)) {
      problems.add(new Violation(path, "is no duration; it must be %s".formatted(limit)));
    } else if (Durations.isNegative(time)) {
      problems.add(
          new Violation(path, "is %s; it must be %s".formatted(Durations.toString(time), limit)));
    }
  }
}
