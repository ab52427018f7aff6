package dev.interlock.builtin.policy;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// A job and its place in the request.
record PlacedJob(int block, String place, Job job) {

  /// All jobs of a request, in its order.
  static List<PlacedJob> all(WorkReq request) {
    var all = new ArrayList<PlacedJob>(request.jobCount());
    for (int block = 0; block < request.blocks().size(); block++) {
      var of = request.blocks().get(block);
      var jobs = of.jobs();
      for (int index = 0; index < jobs.size(); index++) {
        all.add(new PlacedJob(block, of.pathOfJob(index), jobs.get(index)));
      }
    }
    return all;
  }

  /// Its path as the user wrote it: `blocks[2].jobs[7]`.
  String path() {
    return "blocks[%d].%s".formatted(block, place);
  }

  /// The path of one of its arguments: `blocks[2].jobs[7].args.site`.
  String path(String arg) {
    return "%s.args.%s".formatted(path(), arg);
  }
}
