package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What a machine remembers of one block.
final class BlockProgress {
  final Block block;
  final int index;
  final int firstJob;
  final JobCounts counts;
  BlockState state = BlockState.NOT_STARTED;
  long startedMillis;
  long endedMillis;

  private final JobPlaces places;
  private final int toleratedFailures;

  /// The first sequence that has not begun; they begin in order.
  private int fresh;

  /// The sequences that have begun and not ended: they hold their place in the limit, also while
  /// they wait for their next job or attempt.
  private int begun;

  /// What those sequences go on with: their next job, or one whose attempt was lost.
  private final Queue<Integer> ready = new ArrayDeque<>(0);

  private int failuresInARow;
  private boolean tooManyInARow;

  BlockProgress(Block block, int index, JobPlaces places) {
    this.block = block;
    this.index = index;
    this.places = places;
    this.firstJob = places.firstJob(index);
    this.counts = new JobCounts(block.jobCount());
    this.toleratedFailures = block.toleratedFailures();
  }

  int running() {
    return counts.of(JobState.RUNNING);
  }

  /// How many sequences failed: each by one job, after which it does not go on.
  int failed() {
    return counts.of(JobState.FAILED);
  }

  /// Whether it must start nothing more: more of its sequences failed than it tolerates, or one was
  /// interrupted, or nobody knows what became of one.
  boolean isBreached() {
    return counts.of(JobState.UNKNOWN) > 0
        || counts.of(JobState.CANCELLED) > 0
        || failed() > toleratedFailures
        || tooManyInARow;
  }

  boolean hadTooManyInARow() {
    return tooManyInARow;
  }

  boolean hasMoreToStart() {
    return !ready.isEmpty() || fresh < block.sequenceCount();
  }

  /// The jobs that would start now: first those of sequences that have begun.
  int[] nextJobs() {
    int goOn = Math.clamp((long) block.limit() - running(), 0, ready.size());
    int begin = Math.clamp((long) allowedAtOnce() - begun, 0, block.sequenceCount() - fresh);
    var jobs = new int[goOn + begin];
    int n = 0;
    for (int job : ready) {
      if (n == goOn) {
        break;
      }
      jobs[n++] = job;
    }
    for (int sequence = fresh; n < jobs.length; sequence++) {
      jobs[n++] = places.firstJobOf(index, sequence);
    }
    return jobs;
  }

  private int allowedAtOnce() {
    return block.tolerance().strict()
        ? (int) Math.min(block.limit(), (long) toleratedFailures - failed() + 1)
        : block.limit();
  }

  void started(int job) {
    if (!ready.isEmpty() && ready.remove(job)) {
      return;
    }
    fresh++;
    begun++;
  }

  /// The job's attempt is over, and the job with it.
  void ended(int job, JobState as) {
    if (!ready.isEmpty()) {
      ready.remove(job); // its attempt was lost, and it is not run again after all
    }
    if (as == JobState.COMPLETED && !places.isLastOfSequence(index, job)) {
      ready.add(job + 1);
      return;
    }
    begun--;
    failuresInARow = as == JobState.FAILED ? failuresInARow + 1 : 0;
    tooManyInARow |= failuresInARow > block.tolerance().inARow();
  }

  /// Its attempt was lost, and the job is to be run again.
  void lost(int job) {
    ready.add(job);
  }

  /// The jobs that wait to be run in sequences that have begun.
  List<Integer> ready() {
    return List.copyOf(ready);
  }

  /// How it stands now: a copy, except for the counts, which go on counting.
  BlockView view() {
    return new BlockView(block, firstJob, state, counts, startedMillis, endedMillis);
  }
}
