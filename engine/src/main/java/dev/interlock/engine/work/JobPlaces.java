package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Where the request has each job: jobs are numbered over the whole work, from 0 in its order.
final class JobPlaces {
  private static final Pattern PATH =
      Pattern.compile("blocks\\[(\\d{1,6})](?:\\.sequences\\[(\\d{1,6})])?\\.jobs\\[(\\d{1,6})]");

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

  /// The sequence of its block that a job is in, single jobs counted as sequences.
  int sequenceOf(int block, int job) {
    var starts = firstOfSequence[block];
    return job < starts[0] ? job - firstJob[block] : singles(block) + placeIn(starts, job);
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

  /// The job that [JobPlace] writes so: `blocks[2].jobs[7]`; empty when there is none.
  OptionalInt find(String path) {
    var match = PATH.matcher(path);
    if (!match.matches()) {
      return OptionalInt.empty();
    }
    int block = Integer.parseInt(match.group(1));
    int index = Integer.parseInt(match.group(3));
    if (block >= firstOfSequence.length) {
      return OptionalInt.empty();
    }
    var starts = firstOfSequence[block];
    if (match.group(2) == null) {
      return index < singles(block) ? OptionalInt.of(firstJob[block] + index) : OptionalInt.empty();
    }
    int sequence = Integer.parseInt(match.group(2));
    return sequence < starts.length - 1 && index < starts[sequence + 1] - starts[sequence]
        ? OptionalInt.of(starts[sequence] + index)
        : OptionalInt.empty();
  }

  String path(int job) {
    return place(job) + " " + job(job).name();
  }
}
