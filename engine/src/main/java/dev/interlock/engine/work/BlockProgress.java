package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;

/// What a machine remembers of one block. Its jobs' states are in the [JobTable]; whoever changes
/// one there tells it here afterwards.
final class BlockProgress {
  final Block block;
  final int index;
  final int firstJob;
  final JobCounts counts;
  BlockState state = BlockState.NOT_STARTED;
  long startedMillis;
  long endedMillis;

  private final JobPlaces places;
  private final JobTable jobs;
  private final int toleratedFailures;
  private int limit;

  /// The first sequence that has not begun and of which anything is to be done; they begin in
  /// order.
  private int fresh;

  /// The sequences that have begun and not ended: they hold their place in the limit, also while
  /// they wait for their next job or attempt, or for a person.
  private int begun;

  /// What those sequences go on with: their next job, or one that is to run again.
  private final Queue<Integer> ready = new ArrayDeque<>(0);

  private int failuresInARow;
  private boolean tooManyInARow;

  BlockProgress(Block block, int index, JobPlaces places, JobTable jobs) {
    this.block = block;
    this.index = index;
    this.places = places;
    this.jobs = jobs;
    this.firstJob = places.firstJob(index);
    this.counts = new JobCounts(block.jobCount());
    this.toleratedFailures = block.toleratedFailures();
    this.limit = block.limit();
  }

  int running() {
    return counts.of(JobState.RUNNING);
  }

  int unknown() {
    return counts.of(JobState.UNKNOWN);
  }

  /// How many sequences failed: each by one job, after which it does not go on.
  int failed() {
    return counts.of(JobState.FAILED);
  }

  /// How many sequences may run at once.
  int limit() {
    return limit;
  }

  void setLimit(int newLimit) {
    limit = newLimit;
  }

  /// Whether it must start nothing more because of what has failed, or was interrupted.
  boolean isBreached() {
    return hasTooManyFailures() || tooManyInARow || counts.of(JobState.CANCELLED) > 0;
  }

  boolean hasTooManyFailures() {
    return failed() > toleratedFailures;
  }

  boolean hadTooManyInARow() {
    return tooManyInARow;
  }

  /// A person has seen the failures in a row and wants it to go on.
  void forgiveFailuresInARow() {
    failuresInARow = 0;
    tooManyInARow = false;
  }

  boolean hasMoreToStart() {
    return !ready.isEmpty() || fresh < block.sequenceCount();
  }

  /// The jobs that would start now: first those of sequences that have begun.
  int[] nextJobs() {
    int free = allowedAtOnce() - running() - unknown();
    int goOn = Math.clamp(free, 0, ready.size());
    int begin = Math.clamp((long) allowedAtOnce() - begun, 0, block.sequenceCount() - fresh);
    var next = new int[goOn + begin];
    int n = 0;
    // first those of which a lost attempt may still run somewhere: they take up the limit already
    n = addReady(next, n, goOn, true);
    n = addReady(next, n, goOn, false);
    for (int sequence = fresh; n < next.length && sequence < block.sequenceCount(); sequence++) {
      var first = firstToDo(places.firstJobOf(index, sequence));
      if (first.isPresent()) {
        next[n++] = first.getAsInt();
      }
    }
    return n == next.length ? next : Arrays.copyOf(next, n);
  }

  private int addReady(int[] next, int from, int to, boolean again) {
    int n = from;
    for (int job : ready) {
      if (n < to && (jobs.state(job) == JobState.WAITING) == again) {
        next[n++] = job;
      }
    }
    return n;
  }

  private int allowedAtOnce() {
    return block.tolerance().strict()
        ? (int) Math.min(limit, (long) toleratedFailures - failed() - unknown() + 1)
        : limit;
  }

  /// The first job of a sequence, from `job` on, that nobody has skipped.
  private OptionalInt firstToDo(int job) {
    int next = job;
    while (jobs.state(next) == JobState.SKIPPED) {
      if (places.isLastOfSequence(index, next)) {
        return OptionalInt.empty();
      }
      next++;
    }
    return OptionalInt.of(next);
  }

  void started(int job) {
    if (!ready.isEmpty() && ready.remove(job)) {
      return;
    }
    fresh = places.sequenceOf(index, job) + 1;
    begun++;
    passOverWhatIsSkipped();
  }

  private void passOverWhatIsSkipped() {
    while (fresh < block.sequenceCount() && firstToDo(places.firstJobOf(index, fresh)).isEmpty()) {
      fresh++;
    }
  }

  /// An attempt is over, and with it the job, unless it is to run again.
  void ended(int job, JobState as) {
    if (!ready.isEmpty()) {
      ready.remove(job); // its attempt was lost, and it is not run again after all
    }
    switch (as) {
      case COMPLETED -> goOnAfter(job);
      case FAILED -> {
        begun--;
        failuresInARow++;
        tooManyInARow |= failuresInARow > block.tolerance().inARow();
      }
      case CANCELLED -> begun--;
      case WAITING -> ready.add(job);
      case UNKNOWN -> {} // it holds its place until a person has looked
      case NOT_STARTED, RUNNING, SKIPPED ->
          throw new IllegalStateException("bug: an attempt ended and its job is " + as);
    }
  }

  private void goOnAfter(int job) {
    if (!places.isLastOfSequence(index, job)) {
      var next = firstToDo(job + 1);
      if (next.isPresent()) {
        ready.add(next.getAsInt());
        return;
      }
    }
    begun--;
    failuresInARow = 0;
  }

  /// A person decided that the job is not to run, or that its failure does not count.
  void skipped(int job, JobState before) {
    boolean wasNext = !ready.isEmpty() && ready.remove(job);
    if (before == JobState.FAILED) {
      begun++;
      forgiveFailuresInARow();
      goOnAfter(job);
    } else if (wasNext) {
      goOnAfter(job);
    } else {
      passOverWhatIsSkipped();
    }
  }

  /// A person said what became of a job that had failed or was unknown.
  void resolved(int job, JobState before, JobState after) {
    if (before == JobState.FAILED) {
      begun++;
      forgiveFailuresInARow();
    }
    ended(job, after);
  }

  /// The jobs that wait to be run in sequences that have begun.
  List<Integer> ready() {
    return List.copyOf(ready);
  }

  /// How it stands now: a copy, except for the counts, which go on counting.
  BlockView view() {
    return new BlockView(block, firstJob, limit, state, counts, startedMillis, endedMillis);
  }
}
