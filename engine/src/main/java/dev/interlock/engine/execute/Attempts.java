package dev.interlock.engine.execute;

import dev.interlock.engine.time.Clock;
import dev.interlock.plugin.CrashClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The running attempts of one work, and when each must have ended. Changed by the work's runner;
/// interrupted by any thread.
final class Attempts {
  private static final long NEVER = Long.MAX_VALUE;

  private final Clock clock;
  private final Duration grace;
  private final Runnable ring;
  private final Map<Integer, Running> running = new ConcurrentHashMap<>();
  private volatile @Nullable Interruption stopped;
  private volatile @Nullable Interruption stoppedForGood;

  // Never later than the earliest deadline. An attempt that ends leaves it too early, which costs
  // one look at the deadlines.
  private long nextDeadlineNanos = NEVER;
  private Clock.@Nullable Alarm alarm;

  /// Nothing runs yet.
  ///
  /// @param ring called at a deadline, on a thread of the clock's
  Attempts(Clock clock, Duration grace, Runnable ring) {
    this.clock = clock;
    this.grace = grace;
    this.ring = ring;
  }

  private static final class Running {
    final JobRunner runner;
    long deadlineNanos;
    boolean interrupted;

    Running(JobRunner runner, long deadlineNanos) {
      this.runner = runner;
      this.deadlineNanos = deadlineNanos;
    }
  }

  void start(int job, JobRunner runner) {
    long deadline = clock.nanos() + runner.timeout().toNanos();
    running.put(job, new Running(runner, deadline));
    wakeBy(deadline);
    var why = stoppedForGood != null ? stoppedForGood : stopped;
    if (why != null) {
      runner.interrupt(why);
    }
    runner.start();
  }

  boolean hasNone(int job) {
    return !running.containsKey(job);
  }

  /// The attempt is over.
  ///
  /// @return what it wrote; empty for nothing
  String ended(int job) {
    var attempt = running.remove(job);
    return attempt == null ? "" : attempt.runner.output().text();
  }

  boolean areNone() {
    return running.isEmpty();
  }

  /// Whether the thread of this job's attempt runs, whatever it was told.
  boolean stillRuns(int job) {
    var attempt = running.get(job);
    return attempt != null && attempt.runner.isRunning();
  }

  /// Whether the thread of any attempt runs.
  boolean stillRun() {
    return running.values().stream().anyMatch(attempt -> attempt.runner.isRunning());
  }

  /// Waits until the thread of every attempt has ended.
  void awaitEnd() throws InterruptedException {
    for (var attempt : running.values()) {
      attempt.runner.awaitEnd();
    }
  }

  Optional<AttemptOutput> output(int job) {
    return Optional.ofNullable(running.get(job)).map(attempt -> attempt.runner.output());
  }

  /// Tells every attempt to end, also those that start from now on. Any thread, any number of
  /// times.
  void interruptAll(Interruption why) {
    stopped = why;
    running.values().forEach(attempt -> attempt.runner.interrupt(why));
  }

  /// The same, and nothing ever takes it back. Any thread.
  void interruptForGood(Interruption why) {
    stoppedForGood = why;
    interruptAll(why);
  }

  /// What starts from now on runs: what was interrupted has ended.
  void letStart() {
    stopped = null;
  }

  /// Gives what was interrupted its time to end.
  void startGrace() {
    long deadline = clock.nanos() + grace.toNanos();
    for (var attempt : running.values()) {
      attempt.interrupted = true;
      attempt.deadlineNanos = deadline;
    }
    wakeBy(deadline);
  }

  /// At shutdown: tells the attempts that may run again to end.
  void handOff() {
    for (var attempt : running.values()) {
      if (attempt.runner.crashClass() == CrashClass.IDEMPOTENT) {
        attempt.runner.interrupt(new Interruption.HandedOff());
      }
    }
  }

  /// Whether every attempt that is left is one that no shutdown interrupts.
  boolean areAllLeftAlone() {
    return running.values().stream()
        .noneMatch(attempt -> attempt.runner.crashClass() == CrashClass.IDEMPOTENT);
  }

  /// Interrupts what has run for too long.
  ///
  /// @return the jobs that were interrupted earlier, and whose time to end is now over
  List<Integer> atDeadline() {
    long now = clock.nanos();
    nextDeadlineNanos = NEVER;
    var graceOver = new ArrayList<Integer>();
    running.forEach((job, attempt) -> {
      if (attempt.deadlineNanos <= now && attempt.interrupted) {
        attempt.deadlineNanos = attempt.runner.interruptProbe() ? NEVER : now + grace.toNanos();
        graceOver.add(job);
      } else if (attempt.deadlineNanos <= now) {
        attempt.runner.interrupt(new Interruption.TimedOut(attempt.runner.timeout()));
        attempt.interrupted = true;
        attempt.deadlineNanos = now + grace.toNanos();
      }
      wakeBy(attempt.deadlineNanos);
    });
    return graceOver;
  }

  private void wakeBy(long deadlineNanos) {
    if (deadlineNanos >= nextDeadlineNanos) {
      return;
    }
    nextDeadlineNanos = deadlineNanos;
    cancelAlarm();
    alarm = clock.atNanos(deadlineNanos, ring);
  }

  void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
    }
  }
}
