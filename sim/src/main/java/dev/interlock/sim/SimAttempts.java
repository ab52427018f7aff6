package dev.interlock.sim;

import dev.interlock.engine.execute.Interruption;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.CrashClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The running attempts of one work and when each must have ended, as in the engine's `Attempts`.
final class SimAttempts {
  private static final long STOP_GRACE_MILLIS = 5_000;

  private final SimRunner runner;
  private final Map<Integer, SimAttempt> running = new TreeMap<>();
  private Optional<Interruption> stopped = Optional.empty();
  private Optional<Interruption> stoppedForGood = Optional.empty();

  SimAttempts(SimRunner runner) {
    this.runner = runner;
  }

  void start(SimAttempt attempt) {
    running.put(attempt.job(), attempt);
    stoppedForGood.or(() -> stopped).ifPresent(attempt::interrupt);
    attempt.start();
  }

  boolean hasNone(int job) {
    return !running.containsKey(job);
  }

  void ended(int job) {
    running.remove(job);
  }

  boolean areNone() {
    return running.isEmpty();
  }

  /// Tells every attempt to end, also those that start from now on.
  void interruptAll(Interruption why) {
    stopped = Optional.of(why);
    running.values().forEach(attempt -> attempt.interrupt(why));
  }

  /// The same, and nothing ever takes it back.
  void interruptForGood(Interruption why) {
    stoppedForGood = Optional.of(why);
    interruptAll(why);
  }

  /// What starts from now on runs: what was interrupted has ended.
  void letStart() {
    stopped = Optional.empty();
  }

  /// Gives what was interrupted its time to end.
  void startGrace() {
    running
        .values()
        .forEach(attempt -> {
          attempt.isInGrace = true;
          attempt.deadline = now() + STOP_GRACE_MILLIS;
        });
    runner.ringIn(STOP_GRACE_MILLIS);
  }

  private long now() {
    return runner.replica().world().now();
  }

  /// Interrupts what has run for too long.
  ///
  /// @param inputs to which the jobs are added whose time to end is over
  void atDeadline(List<Input> inputs) {
    running.forEach((job, attempt) -> {
      if (attempt.deadline <= now() && attempt.isInGrace) {
        if (attempt.interruptProbe()) {
          attempt.deadline = Long.MAX_VALUE;
        } else {
          attempt.deadline = now() + STOP_GRACE_MILLIS;
          runner.ringIn(STOP_GRACE_MILLIS);
        }
        inputs.add(new Input.GraceOver(job));
      } else if (attempt.deadline <= now()) {
        attempt.interrupt(new Interruption.TimedOut(SimAttempt.TIMEOUT));
        attempt.isInGrace = true;
        attempt.deadline = now() + STOP_GRACE_MILLIS;
        runner.ringIn(STOP_GRACE_MILLIS);
      }
    });
  }

  /// At shutdown: tells the attempts that may run again to end.
  void handOff() {
    for (var attempt : running.values()) {
      if (attempt.crashClass() == CrashClass.IDEMPOTENT) {
        attempt.interrupt(new Interruption.HandedOff());
      }
    }
  }

  /// Whether every attempt that is left is one that no shutdown interrupts.
  boolean areAllLeftAlone() {
    return running.values().stream().noneMatch(a -> a.crashClass() == CrashClass.IDEMPOTENT);
  }

  /// Their process is gone.
  void die() {
    running.values().forEach(SimAttempt::die);
  }

  boolean areToldToEnd() {
    return running.values().stream().allMatch(SimAttempt::isToldToEnd);
  }
}
