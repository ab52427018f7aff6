package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Tolerance;

/// A stored request as a message: the way back of [WorkReqTranslation]. It has no `request_id`, for
/// that belongs to the call and not to what was asked.
final class WorkReqMessage {
  private WorkReqMessage() {}

  static WorkReq of(dev.interlock.plugin.WorkReq value) {
    var message = WorkReq.newBuilder().setName(value.name()).setDesc(value.desc());
    value.blocks().forEach(block -> message.addBlocks(block(block)));
    var tolerance = value.tolerance();
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setToleratedFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setToleratedPercent(tolerance.percent());
    }
    return message.build();
  }

  private static dev.interlock.api.v1.Block block(Block value) {
    var message =
        dev.interlock.api.v1.Block.newBuilder()
            .setDesc(value.desc())
            .setRateLimit(value.limit())
            .setStrictTolerance(value.tolerance().strict());
    value.single().forEach(job -> message.addJobs(job(job)));
    for (var sequence : value.sequences()) {
      var jobs = message.addSequencesBuilder().setDesc(sequence.desc());
      sequence.jobs().forEach(job -> jobs.addJobs(job(job)));
    }
    var tolerance = value.tolerance();
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setToleratedFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setToleratedPercent(tolerance.percent());
    }
    if (tolerance.consecutive() != Tolerance.UNSET) {
      message.setMaxConsecutiveFailures(tolerance.consecutive());
    }
    return message.build();
  }

  private static dev.interlock.api.v1.Job job(Job value) {
    return dev.interlock.api.v1.Job.newBuilder()
        .setName(value.name())
        .setDesc(value.desc())
        .putAllArgs(value.args())
        .build();
  }
}
