package dev.interlock.engine.work;

import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;

/// Where the request has each job: jobs are numbered over the whole work, from 0 in its order.
final class JobPlaces {
  private final WorkReq request;

  /// For each block, and at its end for the block that would come next.
  private final int[] firstJob;

  JobPlaces(WorkReq request) {
    this.request = request;
    this.firstJob = new int[request.blocks().size() + 1];
    for (int block = 0; block < request.blocks().size(); block++) {
      firstJob[block + 1] = firstJob[block] + request.blocks().get(block).jobs().size();
    }
  }

  int jobCount() {
    return firstJob[firstJob.length - 1];
  }

  int firstJob(int block) {
    return firstJob[block];
  }

  int blockOf(int job) {
    int low = 0;
    int high = firstJob.length - 2;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstJob[middle] <= job) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  Job job(int job) {
    int block = blockOf(job);
    return request.blocks().get(block).jobs().get(job - firstJob[block]);
  }

  String path(int job) {
    int block = blockOf(job);
    return "blocks[%d].jobs[%d] %s".formatted(block, job - firstJob[block], job(job).name());
  }
}
