package dev.interlock.builtin.policy;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// A job and its place in the request.
record PlacedJob(int block, Block in, int index, Job job) {

  /// All jobs of a request, in its order.
  static List<PlacedJob> all(WorkReq request) {
    var all = new ArrayList<PlacedJob>(request.jobCount());
    for (int block = 0; block < request.blocks().size(); block++) {
      var in = request.blocks().get(block);
      var jobs = in.jobs();
      for (int index = 0; index < jobs.size(); index++) {
        all.add(new PlacedJob(block, in, index, jobs.get(index)));
      }
    }
    return all;
  }

  /// Whether it runs when the forward blocks have completed.
  boolean runsAfterSuccess() {
    return in.turn().role() != Role.ON_FAILURE;
  }

  /// Whether it is deferred and runs when the forward blocks have not completed.
  boolean runsAfterFailure() {
    return switch (in.turn().role()) {
      case ON_FAILURE, ALWAYS -> true;
      case FORWARD, ON_SUCCESS -> false;
    };
  }

  /// Its path as the user wrote it: `blocks[2].jobs[7]`.
  String path() {
    return "blocks[%d].%s".formatted(block, in.pathOfJob(index));
  }

  /// The path of one of its arguments: `blocks[2].jobs[7].args.site`.
  String path(String arg) {
    return "%s.args.%s".formatted(path(), arg);
  }
}
