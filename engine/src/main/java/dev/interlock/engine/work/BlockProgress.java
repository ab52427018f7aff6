package dev.interlock.engine.work;

import dev.interlock.engine.time.Spans;
import dev.interlock.plugin.Block;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/// What a machine remembers of one block. Its jobs' states are in the [JobTable]; whoever changes
/// one there tells it here afterwards.
final class BlockProgress {
  final Block block;
  final int index;
  final int firstJob;
  final JobCounts counts;
  final CheckProgress checks;
  BlockState state = BlockState.NOT_STARTED;
  long startedMillis;
  long endedMillis;

  /// When an attempt last ended; before that, when the block started.
  long quietMillis;

  private final JobPlaces places;
  private final JobTable jobs;
  private final StartRate rate;
  private final Waves waves;
  private final int toleratedFailures;
  private final LongSupplier toleratedByWork;
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

  /// Nothing has happened to it.
  ///
  /// @param toleratedByWork how many more may fail in the whole work
  BlockProgress(
      Block block, int index, JobPlaces places, JobTable jobs, LongSupplier toleratedByWork) {
    this.block = block;
    this.index = index;
    this.places = places;
    this.jobs = jobs;
    this.firstJob = places.firstJob(index);
    this.counts = new JobCounts(block.jobCount());
    this.checks = new CheckProgress(block.checks());
    this.rate = new StartRate(block.pace().rate());
    this.waves = new Waves(block.pace().ramp(), block.sequenceCount());
    this.toleratedFailures = block.toleratedFailures();
    this.toleratedByWork = toleratedByWork;
    this.limit = block.limit();
  }

  boolean isDeferred() {
    return block.turn().role().isDeferred();
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

  private void forgiveFailuresInARow() {
    failuresInARow = 0;
    tooManyInARow = false;
  }

  /// It goes on after a pause: a person has seen the failures in a row, and what had baked may have
  /// gone stale.
  void resumed(long millis) {
    forgiveFailuresInARow();
    waves.restartBake(millis);
  }

  /// When it must have ended; [WorkMachine#NEVER] when there is no such time.
  long deadlineMillis() {
    return block.turn().hasDeadline()
        ? startedMillis + block.turn().deadline().toMillis()
        : WorkMachine.NEVER;
  }

  /// When its entrance delay is over; one of nothing always is, also when the clock was set back.
  long enteredMillis() {
    return endOf(block.turn().entranceDelay(), startedMillis);
  }

  /// When its exit delay is over, unless another attempt ends.
  long leftMillis() {
    return endOf(block.turn().exitDelay(), quietMillis);
  }

  private static long endOf(Duration delay, long sinceMillis) {
    return delay.isZero() ? 0 : sinceMillis + delay.toMillis();
  }

  boolean hasMoreToStart() {
    return !ready.isEmpty() || fresh < block.sequenceCount();
  }

  /// The jobs that would start now: first those of sequences that have begun. Sequences begin in
  /// order, so one whose first job is not let start keeps those after it waiting.
  ///
  /// @param lets asked of each in this order
  int[] nextJobs(long nowMillis, IntPredicate lets) {
    int room = rate.room(nowMillis);
    int free = Math.min(room, allowedAtOnce() - running() - unknown());
    var next = new ArrayList<Integer>(0);
    // first those of which a lost attempt may still run somewhere: they take up the limit already
    addReady(next, free, nowMillis, true, lets);
    addReady(next, free, nowMillis, false, lets);
    int begin =
        Math.min(room - next.size(), Math.min(allowedAtOnce() - begun, waveEnd(nowMillis) - fresh));
    if (begin <= 0) {
      return next.stream().mapToInt(Integer::intValue).toArray();
    }
    return withFresh(next, begin, waveEnd(nowMillis), lets);
  }

  private int waveEnd(long nowMillis) {
    return waves.end(fresh, begun, nowMillis);
  }

  private int[] withFresh(List<Integer> goOn, int begin, int end, IntPredicate lets) {
    var all = new int[goOn.size() + begin];
    int n = 0;
    for (int job : goOn) {
      all[n++] = job;
    }
    for (int sequence = fresh; n < all.length && sequence < end; sequence++) {
      var first = firstToDo(places.firstJobOf(index, sequence));
      if (first.isPresent() && !lets.test(first.getAsInt())) {
        break;
      }
      if (first.isPresent()) {
        all[n++] = first.getAsInt();
      }
    }
    return n == all.length ? all : Arrays.copyOf(all, n);
  }

  private void addReady(
      List<Integer> next, int most, long nowMillis, boolean again, IntPredicate lets) {
    for (int job : ready) {
      boolean isAgain = jobs.state(job) == JobState.WAITING;
      boolean isDue = isAgain == again && jobs.againMillis(job) <= nowMillis;
      if (next.size() < most && isDue && lets.test(job)) {
        next.add(job);
      }
    }
  }

  private int allowedAtOnce() {
    if (!block.tolerance().strict()) {
      return limit;
    }
    long mayFail =
        Math.min((long) toleratedFailures - failed() - unknown(), toleratedByWork.getAsLong());
    return (int) Math.min(limit, mayFail + 1);
  }

  /// When something may start that may not now, because of the time alone; [WorkMachine#NEVER] when
  /// it waits for something else.
  long nextStartMillis(long nowMillis) {
    long next = Math.min(nextReadyMillis(), nextFreshMillis());
    boolean waitsForRate = next != WorkMachine.NEVER && rate.room(nowMillis) <= 0;
    return waitsForRate ? Math.max(next, rate.nextMillis()) : next;
  }

  /// Why that is not now.
  String whyNotNow(long nowMillis) {
    if (rate.room(nowMillis) <= 0) {
      var limit = block.pace().rate();
      return "its rate of %d in %s lets it"
          .formatted(limit.starts(), Spans.inWords(limit.interval()));
    }
    return nextReadyMillis() <= nextFreshMillis()
        ? "a job may be tried again"
        : "its wave has baked";
  }

  private long nextReadyMillis() {
    long next = WorkMachine.NEVER;
    if (allowedAtOnce() > running() + unknown()) {
      for (int job : ready) {
        next = Math.min(next, jobs.againMillis(job));
      }
    }
    return next;
  }

  private long nextFreshMillis() {
    return allowedAtOnce() > begun && fresh < block.sequenceCount()
        ? waves.openMillis(fresh, begun)
        : WorkMachine.NEVER;
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

  void started(int job, long millis) {
    rate.started(millis);
    if (!ready.isEmpty() && ready.remove(job)) {
      return;
    }
    int sequence = places.sequenceOf(index, job);
    waves.started(sequence);
    fresh = sequence + 1;
    begun++;
    passOverWhatIsSkipped();
  }

  private void passOverWhatIsSkipped() {
    while (fresh < block.sequenceCount() && firstToDo(places.firstJobOf(index, fresh)).isEmpty()) {
      fresh++;
    }
  }

  /// An attempt is over, and with it the job, unless it is to run again.
  void ended(int job, JobState as, long millis) {
    if (!ready.isEmpty()) {
      ready.remove(job); // its attempt was lost, and it is not run again after all
    }
    quietMillis = millis;
    waves.restartBake(millis);
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
  void skipped(int job, JobState before, long millis) {
    boolean wasNext = !ready.isEmpty() && ready.remove(job);
    if (before == JobState.FAILED) {
      begun++;
      forgiveFailuresInARow();
      goOnAfter(job);
    } else if (wasNext) {
      waves.restartBake(millis);
      goOnAfter(job);
    } else {
      passOverWhatIsSkipped();
    }
  }

  /// A person said what became of a job that had failed or was unknown.
  void resolved(int job, JobState before, JobState after, long millis) {
    if (before == JobState.FAILED) {
      begun++;
      forgiveFailuresInARow();
    }
    ended(job, after, millis);
  }

  /// The jobs that were run before and wait to be run again, in sequences that have begun.
  List<Integer> toBeRunAgain() {
    return ready.stream().filter(job -> jobs.state(job) == JobState.WAITING).toList();
  }

  /// How it stands now: a copy, except for the counts, which go on counting.
  BlockView view() {
    return new BlockView(block, firstJob, limit, state, counts, startedMillis, endedMillis);
  }
}
