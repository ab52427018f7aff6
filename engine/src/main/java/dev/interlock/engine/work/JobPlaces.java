package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.Arrays;

/// Where the request has each job: jobs are numbered over the whole work, from 0 in its order.
final class JobPlaces {
  private final WorkReq request;

  /// For each block, and at its end for the block that would come next.
  private final int[] firstJob;

  /// For each block the first job of each sequence of several jobs, and at its end the job that
  /// would come next.
  private final int[][] firstOfSequence;

  JobPlaces(WorkReq request) {
    this.request = request;
    int blocks = request.blocks().size();
    this.firstJob = new int[blocks + 1];
    this.firstOfSequence = new int[blocks][];
    for (int b = 0; b < blocks; b++) {
      var block = request.blocks().get(b);
      firstJob[b + 1] = firstJob[b] + block.jobCount();
      firstOfSequence[b] = firstOfSequences(block, firstJob[b]);
    }
  }

  private static int[] firstOfSequences(Block block, int firstJob) {
    var first = new int[block.sequences().size() + 1];
    first[0] = firstJob + block.single().size();
    for (int s = 0; s < block.sequences().size(); s++) {
      first[s + 1] = first[s] + block.sequences().get(s).jobs().size();
    }
    return first;
  }

  int jobCount() {
    return firstJob[firstJob.length - 1];
  }

  int firstJob(int block) {
    return firstJob[block];
  }

  int blockOf(int job) {
    return placeIn(firstJob, job);
  }

  /// The last of the ascending `starts` that is not above `job`; the one at the end is none.
  private static int placeIn(int[] starts, int job) {
    int found = Arrays.binarySearch(starts, 0, starts.length - 1, job);
    return found >= 0 ? found : -found - 2;
  }

  private int singles(int block) {
    return firstOfSequence[block][0] - firstJob[block];
  }

  /// The first job of a sequence of a block.
  int firstJobOf(int block, int sequence) {
    int singles = singles(block);
    return sequence < singles
        ? firstJob[block] + sequence
        : firstOfSequence[block][sequence - singles];
  }

  boolean isLastOfSequence(int block, int job) {
    var starts = firstOfSequence[block];
    return job < starts[0] || job + 1 == starts[placeIn(starts, job) + 1];
  }

  JobPlace place(int job) {
    int block = blockOf(job);
    var starts = firstOfSequence[block];
    if (job < starts[0]) {
      return new JobPlace(block, JobPlace.SINGLE, job - firstJob[block]);
    }
    int sequence = placeIn(starts, job);
    return new JobPlace(block, sequence, job - starts[sequence]);
  }

  Job job(int job) {
    var place = place(job);
    var block = request.blocks().get(place.block());
    return place.sequence() == JobPlace.SINGLE
        ? block.single().get(place.index())
        : block.sequences().get(place.sequence()).jobs().get(place.index());
  }

  String path(int job) {
    return place(job) + " " + job(job).name();
  }
}
