package dev.interlock.engine.admit;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/// Requests that are made of another by taking something out or changing a limit.
public final class Remainder {
  private Remainder() {}

  /// Without some jobs, and without the sequences and blocks that nothing is left of.
  ///
  /// @param paths `blocks[2].jobs[7]`; those that are no job's are passed over
  static WorkReq without(WorkReq request, List<String> paths) {
    var gone = new HashSet<>(paths);
    return keeping(request, path -> !gone.contains(path));
  }

  /// Only some jobs, and the sequences and blocks that anything is left of.
  ///
  /// @param keeps says of a job's path whether it stays
  static WorkReq keeping(WorkReq request, Predicate<String> keeps) {
    var blocks = new ArrayList<Block>();
    for (int b = 0; b < request.blocks().size(); b++) {
      var block = request.blocks().get(b);
      var path = "blocks[" + b + "].";
      var single = jobs(block.single(), path, keeps);
      var sequences = new ArrayList<Sequence>();
      for (int s = 0; s < block.sequences().size(); s++) {
        var sequence = block.sequences().get(s);
        var jobs = jobs(sequence.jobs(), path + "sequences[" + s + "].", keeps);
        if (!jobs.isEmpty()) {
          sequences.add(new Sequence(sequence.desc(), jobs));
        }
      }
      if (!single.isEmpty() || !sequences.isEmpty()) {
        blocks.add(
            new Block(
                block.desc(),
                block.pace(),
                block.tolerance(),
                single,
                sequences,
                block.checks(),
                block.turn()));
      }
    }
    return with(blocks, request);
  }

  private static WorkReq with(List<Block> blocks, WorkReq request) {
    return new WorkReq(
        request.name(),
        request.desc(),
        blocks,
        request.tolerance(),
        request.checks(),
        request.deadline(),
        request.labels());
  }

  private static List<Job> jobs(List<Job> all, String path, Predicate<String> keeps) {
    var kept = new ArrayList<Job>();
    for (int j = 0; j < all.size(); j++) {
      if (keeps.test(path + "jobs[" + j + "]")) {
        kept.add(all.get(j));
      }
    }
    return kept;
  }

  /// With the limits that its blocks have now.
  ///
  /// @param limitOf by the block's index
  public static WorkReq withLimits(WorkReq request, IntUnaryOperator limitOf) {
    var now = request;
    for (int block = 0; block < request.blocks().size(); block++) {
      int limit = limitOf.applyAsInt(block);
      if (limit != request.blocks().get(block).limit()) {
        now = withLimit(now, block, limit);
      }
    }
    return now;
  }

  /// With another limit of a block.
  static WorkReq withLimit(WorkReq request, int block, int limit) {
    var blocks = new ArrayList<>(request.blocks());
    var old = blocks.get(block);
    blocks.set(
        block,
        new Block(
            old.desc(),
            new Pace(limit, old.pace().rate(), old.pace().ramp()),
            old.tolerance(),
            old.single(),
            old.sequences(),
            old.checks(),
            old.turn()));
    return with(blocks, request);
  }
}
