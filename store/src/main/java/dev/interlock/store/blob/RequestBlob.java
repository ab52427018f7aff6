package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.proto.Request;

/// A work request as bytes.
public final class RequestBlob {
  private RequestBlob() {}

  public static byte[] bytes(WorkReq request) {
    var message = Request.newBuilder().setName(request.name()).setDesc(request.desc());
    for (var block : request.blocks()) {
      message.addBlocks(message(block));
    }
    return message.build().toByteArray();
  }

  public static WorkReq request(byte[] bytes) {
    try {
      var message = Request.parseFrom(bytes);
      var blocks = message.getBlocksList().stream().map(RequestBlob::block).toList();
      return new WorkReq(message.getName(), message.getDesc(), blocks);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has a work request that is not readable", e);
    }
  }

  private static Request.Block message(Block block) {
    var message =
        Request.Block.newBuilder()
            .setDesc(block.desc())
            .setLimit(block.limit())
            .setToleratedFailures(block.toleratedFailures());
    for (var job : block.jobs()) {
      message.addJobs(
          Request.Job.newBuilder().setName(job.name()).setDesc(job.desc()).putAllArgs(job.args()));
    }
    return message.build();
  }

  private static Block block(Request.Block message) {
    var jobs =
        message.getJobsList().stream()
            .map(job -> new Job(job.getName(), job.getDesc(), job.getArgsMap()))
            .toList();
    return new Block(message.getDesc(), message.getLimit(), message.getToleratedFailures(), jobs);
  }
}
