package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Violation;
import java.util.ArrayList;
import java.util.List;

/// A request as it came in, and as the engine takes it.
final class WorkReqTranslation {
  private static final int UNKNOWN_MAX = 20;

  private WorkReqTranslation() {}

  /// What a message can say and a value cannot.
  static List<Violation> problems(WorkReq message) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    Fields.requestId(message.getRequestId(), problems);
    atLeast0("tolerated_failures", message.getToleratedFailures(), problems);
    percent("tolerated_percent", message.getToleratedPercent(), problems);
    for (int b = 0; b < message.getBlocksCount() && problems.size() < UNKNOWN_MAX; b++) {
      block("blocks[" + b + "].", message.getBlocks(b), problems);
    }
    return problems;
  }

  private static void block(
      String path, dev.interlock.api.v1.Block message, List<Violation> problems) {
    Fields.known(message, path.substring(0, path.length() - 1), problems);
    atLeast0(path + "tolerated_failures", message.getToleratedFailures(), problems);
    percent(path + "tolerated_percent", message.getToleratedPercent(), problems);
    atLeast0(path + "max_consecutive_failures", message.getMaxConsecutiveFailures(), problems);
    jobs(path, message.getJobsList(), problems);
    for (int s = 0; s < message.getSequencesCount(); s++) {
      var sequence = message.getSequences(s);
      Fields.known(sequence, path + "sequences[" + s + "]", problems);
      jobs(path + "sequences[" + s + "].", sequence.getJobsList(), problems);
    }
  }

  private static void jobs(
      String path, List<dev.interlock.api.v1.Job> jobs, List<Violation> problems) {
    for (int j = 0; j < jobs.size(); j++) {
      Fields.known(jobs.get(j), path + "jobs[" + j + "]", problems);
    }
  }

  private static void atLeast0(String path, int value, List<Violation> problems) {
    if (value < 0) {
      problems.add(new Violation(path, "is %d; it must be at least 0".formatted(value)));
    }
  }

  private static void percent(String path, int value, List<Violation> problems) {
    if (value < 0 || value > 100) {
      problems.add(new Violation(path, "is %d; it must be 0 to 100".formatted(value)));
    }
  }

  /// Only for a message that [#problems] found nothing wrong with.
  static dev.interlock.plugin.WorkReq value(WorkReq message) {
    var blocks = new ArrayList<Block>(message.getBlocksCount());
    for (var block : message.getBlocksList()) {
      var sequences = new ArrayList<Sequence>(block.getSequencesCount());
      for (var sequence : block.getSequencesList()) {
        sequences.add(new Sequence(sequence.getDesc(), jobs(sequence.getJobsList())));
      }
      blocks.add(
          new Block(
              block.getDesc(),
              Math.max(1, block.getRateLimit()), // below 1 means 1: see work.proto
              tolerance(block),
              jobs(block.getJobsList()),
              sequences));
    }
    return new dev.interlock.plugin.WorkReq(
        message.getName(), message.getDesc(), blocks, tolerance(message));
  }

  private static List<Job> jobs(List<dev.interlock.api.v1.Job> messages) {
    var jobs = new ArrayList<Job>(messages.size());
    for (var job : messages) {
      jobs.add(new Job(job.getName(), job.getDesc(), job.getArgsMap()));
    }
    return jobs;
  }

  private static Tolerance tolerance(dev.interlock.api.v1.Block block) {
    // a request from before there were percentages leaves out a number of 0
    boolean saysNumber = block.hasToleratedFailures() || !block.hasToleratedPercent();
    return new Tolerance(
        saysNumber ? block.getToleratedFailures() : Tolerance.UNSET,
        block.hasToleratedPercent() ? block.getToleratedPercent() : Tolerance.UNSET,
        block.hasMaxConsecutiveFailures() ? block.getMaxConsecutiveFailures() : Tolerance.UNSET,
        block.getStrictTolerance());
  }

  private static Tolerance tolerance(WorkReq work) {
    return new Tolerance(
        work.hasToleratedFailures() ? work.getToleratedFailures() : Tolerance.UNSET,
        work.hasToleratedPercent() ? work.getToleratedPercent() : Tolerance.UNSET,
        Tolerance.UNSET,
        false);
  }
}
