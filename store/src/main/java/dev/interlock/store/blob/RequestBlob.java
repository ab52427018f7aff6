package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.proto.Request;
import java.util.List;

/// A work request as bytes.
public final class RequestBlob {
  private RequestBlob() {}

  public static byte[] bytes(WorkReq request) {
    var message = Request.newBuilder().setName(request.name()).setDesc(request.desc());
    for (var block : request.blocks()) {
      message.addBlocks(message(block));
    }
    if (!request.tolerance().equals(Tolerance.UNSAID)) {
      message.setTolerance(message(request.tolerance()));
    }
    return message.build().toByteArray();
  }

  public static WorkReq request(byte[] bytes) {
    try {
      var message = Request.parseFrom(bytes);
      var blocks = message.getBlocksList().stream().map(RequestBlob::block).toList();
      return new WorkReq(
          message.getName(), message.getDesc(), blocks, tolerance(message.getTolerance()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has a work request that is not readable", e);
    }
  }

  private static Request.Block message(Block block) {
    var message = Request.Block.newBuilder().setDesc(block.desc()).setLimit(block.limit());
    if (block.tolerance().equals(Tolerance.of(block.toleratedFailures()))) {
      message.setToleratedFailures(block.toleratedFailures());
    } else {
      message.setTolerance(message(block.tolerance()));
    }
    block.single().forEach(job -> message.addJobs(message(job)));
    for (var sequence : block.sequences()) {
      var jobs = Request.Sequence.newBuilder().setDesc(sequence.desc());
      sequence.jobs().forEach(job -> jobs.addJobs(message(job)));
      message.addSequences(jobs);
    }
    return message.build();
  }

  private static Request.Job message(Job job) {
    return Request.Job.newBuilder()
        .setName(job.name())
        .setDesc(job.desc())
        .putAllArgs(job.args())
        .build();
  }

  private static Request.Tolerance message(Tolerance tolerance) {
    var message = Request.Tolerance.newBuilder().setStrict(tolerance.strict());
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setPercent(tolerance.percent());
    }
    if (tolerance.consecutive() != Tolerance.UNSET) {
      message.setConsecutive(tolerance.consecutive());
    }
    return message.build();
  }

  private static Block block(Request.Block message) {
    var sequences =
        message.getSequencesList().stream()
            .map(sequence -> new Sequence(sequence.getDesc(), jobs(sequence.getJobsList())))
            .toList();
    return new Block(
        message.getDesc(),
        message.getLimit(),
        message.hasTolerance()
            ? tolerance(message.getTolerance())
            : Tolerance.of(message.getToleratedFailures()),
        jobs(message.getJobsList()),
        sequences);
  }

  private static List<Job> jobs(List<Request.Job> messages) {
    return messages.stream()
        .map(job -> new Job(job.getName(), job.getDesc(), job.getArgsMap()))
        .toList();
  }

  private static Tolerance tolerance(Request.Tolerance message) {
    return new Tolerance(
        message.hasFailures() ? message.getFailures() : Tolerance.UNSET,
        message.hasPercent() ? message.getPercent() : Tolerance.UNSET,
        message.hasConsecutive() ? message.getConsecutive() : Tolerance.UNSET,
        message.getStrict());
  }
}
