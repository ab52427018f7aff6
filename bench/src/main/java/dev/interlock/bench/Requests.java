package dev.interlock.bench;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;

/// The works that are measured, of jobs that do nothing or sleep.
final class Requests {
  private static final Job JOB = Job.newBuilder().setName(NoOp.NAME).build();

  private Requests() {}

  /// One block of jobs that sleep.
  static WorkReq sleeping(int jobs, int atOnce, int seconds) {
    var job =
        Job.newBuilder().setName("sleep").putArgs("seconds", Integer.toString(seconds)).build();
    var block = Block.newBuilder().setRateLimit(atOnce);
    for (int i = 0; i < jobs; i++) {
      block.addJobs(job);
    }
    return WorkReq.newBuilder().setName(ServerUnderTest.WORK_NAME).addBlocks(block).build();
  }

  static WorkReq of(int blocks, int jobsABlock, int atOnce) {
    var block = Block.newBuilder().setRateLimit(atOnce);
    for (int i = 0; i < jobsABlock; i++) {
      block.addJobs(JOB);
    }
    var work = WorkReq.newBuilder().setName(ServerUnderTest.WORK_NAME);
    for (int i = 0; i < blocks; i++) {
      work.addBlocks(block);
    }
    return work.build();
  }
}
