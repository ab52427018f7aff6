package dev.interlock.bench;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;

/// The works that are measured, all of jobs that do nothing.
final class Requests {
  private static final Job JOB = Job.newBuilder().setName(NoOp.NAME).build();

  private Requests() {}

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
