package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// Where a request has its jobs, found by walking it: for accounts that must not ask the engine.
final class RequestShape {
  final WorkReq request;
  final List<Job> jobs = new ArrayList<>();
  final int[] blockOf;

  /// The first job of the sequence that a job is in; a single job is one by itself.
  final int[] firstOf;

  /// The last job of that sequence.
  final int[] lastOf;

  /// The sequence of its block that a job is in, single jobs counted as sequences.
  final int[] sequenceOf;

  /// For each block, and at its end for the block that would come next.
  final int[] firstJob;

  RequestShape(WorkReq request) {
    this.request = request;
    int count = request.jobCount();
    blockOf = new int[count];
    firstOf = new int[count];
    lastOf = new int[count];
    sequenceOf = new int[count];
    firstJob = new int[request.blocks().size() + 1];
    for (int b = 0; b < request.blocks().size(); b++) {
      firstJob[b] = jobs.size();
      var block = request.blocks().get(b);
      block.single().forEach(job -> add(List.of(job)));
      block.sequences().forEach(sequence -> add(sequence.jobs()));
      int sequence = -1;
      for (int job = firstJob[b]; job < jobs.size(); job++) {
        blockOf[job] = b;
        sequence += firstOf[job] == job ? 1 : 0;
        sequenceOf[job] = sequence;
      }
    }
    firstJob[request.blocks().size()] = jobs.size();
  }

  private void add(List<Job> sequence) {
    int first = jobs.size();
    jobs.addAll(sequence);
    for (int job = first; job < jobs.size(); job++) {
      firstOf[job] = first;
      lastOf[job] = jobs.size() - 1;
    }
  }

  Block block(int block) {
    return request.blocks().get(block);
  }

  boolean isOnce(int job) {
    return jobs.get(job).name().startsWith("once");
  }

  boolean isVerifiable(int job) {
    return jobs.get(job).name().startsWith("seen");
  }

  /// How many of so many sequences may fail, as the documentation says it.
  static int tolerated(Tolerance tolerance, int sequences, int unsaid) {
    int most = unsaid;
    if (tolerance.failures() >= 0) {
      most = tolerance.failures();
    }
    if (tolerance.percent() >= 0) {
      int byPercent = sequences * tolerance.percent() / 100;
      most = tolerance.failures() >= 0 ? Math.min(most, byPercent) : byPercent;
    }
    return most;
  }
}
