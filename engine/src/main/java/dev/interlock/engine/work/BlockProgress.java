package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What a machine remembers of one block.
final class BlockProgress {
  final Block block;
  final int firstJob;
  final JobCounts counts;
  BlockState state = BlockState.NOT_STARTED;
  long startedMillis;
  long endedMillis;

  /// The first job that was never started; they are started in order.
  private int fresh;

  /// Jobs whose attempt was lost and that are to be run again, before any fresh one.
  private final Queue<Integer> again = new ArrayDeque<>(0);

  BlockProgress(Block block, int firstJob) {
    this.block = block;
    this.firstJob = firstJob;
    this.fresh = firstJob;
    this.counts = new JobCounts(block.jobs().size());
  }

  int running() {
    return counts.of(JobState.RUNNING);
  }

  int afterLastJob() {
    return firstJob + block.jobs().size();
  }

  /// Whether it must start nothing more: more of its jobs failed than it tolerates, or one was
  /// interrupted, or nobody knows what became of one.
  boolean isBreached() {
    return counts.of(JobState.UNKNOWN) > 0
        || counts.of(JobState.CANCELLED) > 0
        || counts.of(JobState.FAILED) > block.toleratedFailures();
  }

  boolean hasMoreToStart() {
    return !again.isEmpty() || fresh < afterLastJob();
  }

  /// The jobs that would start next, at most `max`.
  int[] nextJobs(int max) {
    int count = Math.min(max, again.size() + afterLastJob() - fresh);
    var jobs = new int[count];
    int n = 0;
    for (int job : again) {
      if (n == count) {
        break;
      }
      jobs[n++] = job;
    }
    for (int job = fresh; n < count; job++) {
      jobs[n++] = job;
    }
    return jobs;
  }

  void started(int job) {
    if (job >= fresh) {
      fresh = job + 1;
    } else {
      again.remove(job);
    }
  }

  void lost(int job) {
    again.add(job);
  }

  /// It is not run again after all; harmless when it was not to be.
  void givenUp(int job) {
    if (!again.isEmpty()) {
      again.remove(job);
    }
  }

  /// The jobs that are to be run again.
  List<Integer> lostJobs() {
    return List.copyOf(again);
  }

  /// How it stands now: a copy, except for the counts, which go on counting.
  BlockView view() {
    return new BlockView(block, firstJob, state, counts, startedMillis, endedMillis);
  }
}
