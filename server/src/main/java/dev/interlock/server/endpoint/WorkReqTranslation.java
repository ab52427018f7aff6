package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
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
    for (int b = 0; b < message.getBlocksCount() && problems.size() < UNKNOWN_MAX; b++) {
      var block = message.getBlocks(b);
      Fields.known(block, "blocks[" + b + "]", problems);
      if (block.getToleratedFailures() < 0) {
        problems.add(
            new Violation(
                "blocks[" + b + "].tolerated_failures",
                "is %d; it must be at least 0".formatted(block.getToleratedFailures())));
      }
      for (int j = 0; j < block.getJobsCount(); j++) {
        Fields.known(block.getJobs(j), "blocks[" + b + "].jobs[" + j + "]", problems);
      }
    }
    return problems;
  }

  /// Only for a message that [#problems] found nothing wrong with.
  static dev.interlock.plugin.WorkReq value(WorkReq message) {
    var blocks = new ArrayList<Block>(message.getBlocksCount());
    for (var block : message.getBlocksList()) {
      var jobs = new ArrayList<Job>(block.getJobsCount());
      for (var job : block.getJobsList()) {
        jobs.add(new Job(job.getName(), job.getDesc(), job.getArgsMap()));
      }
      blocks.add(
          new Block(
              block.getDesc(),
              Math.max(1, block.getRateLimit()), // below 1 means 1: see work.proto
              block.getToleratedFailures(),
              jobs));
    }
    return new dev.interlock.plugin.WorkReq(message.getName(), message.getDesc(), blocks);
  }
}
