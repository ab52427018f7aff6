package dev.interlock.sim;

import dev.interlock.engine.execute.Interruption;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.CrashClass;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One attempt of a job, as its runner's replica runs it: what the thread of a job would do, by a
/// script that the seed wrote.
final class SimAttempt {
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(700);

  private final SimRunner runner;
  private final EffectLog.Key key;
  private final CrashClass crashClass;
  private final Script script;
  private @Nullable Interruption interruption;
  private boolean isToldToStop;
  private boolean hasBegun;
  private boolean hasEnded;

  /// Changes when the attempt turns to something else than it was about to do.
  private int turns;

  long deadline;
  boolean isInGrace;

  /// What the job does.
  ///
  /// @param reactsAfter how long it goes on when it is told to end; negative for ever
  private record Script(EffectLog.End end, long takes, long reactsAfter, long saysSoAfter) {
    static Script of(SplittableRandom chance, Faults faults) {
      var end = EffectLog.End.SUCCEEDED;
      if (faults.strikes(Fault.JOB_FATAL, chance, 25)) {
        end = EffectLog.End.FATAL;
      } else if (faults.strikes(Fault.JOB_FAILS, chance, 4)) {
        end = EffectLog.End.FAILED;
      }
      long takes = chance.nextInt(4) == 0 ? chance.nextInt(3_000) : chance.nextInt(300);
      if (faults.strikes(Fault.JOB_TOO_LONG, chance, 12)) {
        takes = TIMEOUT.toMillis() + 5_000;
      }
      long reacts = chance.nextInt(1_000);
      if (faults.strikes(Fault.JOB_IGNORES_INTERRUPT, chance, 5)) {
        reacts = -1;
      }
      long saysSo = faults.strikes(Fault.JOB_ENDS_LATE, chance, 8) ? chance.nextInt(15_000) : 0;
      return new Script(end, takes, reacts, saysSo);
    }
  }

  SimAttempt(SimRunner runner, EffectLog.Key key, CrashClass crashClass, SplittableRandom chance) {
    this.runner = runner;
    this.key = key;
    this.crashClass = crashClass;
    this.script = Script.of(chance, runner.replica().world().faults);
    this.deadline = runner.replica().world().now() + TIMEOUT.toMillis();
  }

  CrashClass crashClass() {
    return crashClass;
  }

  /// Whether it was told to end, or needs not to be.
  boolean isToldToEnd() {
    return interruption != null || hasEnded;
  }

  void start() {
    if (interruption != null) { // what never ran did no harm, whatever its crash class
      end(EffectLog.End.NEVER_RAN, interruption.endOf(CrashClass.IDEMPOTENT), 0);
      return;
    }
    hasBegun = true;
    runner.replica().world().note("job begins", key.job(), key.attempt());
    runner.replica().world().also(Wording.of(key.work()));
    effectBegins();
    turnTo(script.takes(), this::endAsScripted);
    if (script.takes() > TIMEOUT.toMillis()) {
      runner.ringIn(TIMEOUT.toMillis());
    }
  }

  private void turnTo(long after, Runnable action) {
    int turn = ++turns;
    runner
        .replica()
        .deliver(
            after,
            () -> {
              if (turn == turns && !hasEnded) {
                action.run();
              }
            });
  }

  /// The first reason counts, as in the product.
  void interrupt(Interruption why) {
    boolean isFirstStop = why instanceof Interruption.Stopped && !isToldToStop;
    boolean isNews = interruption == null || isFirstStop;
    isToldToStop |= isFirstStop;
    if (interruption == null) {
      interruption = why;
    }
    if (isNews && hasBegun && !hasEnded && script.reactsAfter() >= 0) {
      turnTo(script.reactsAfter(), this::endInterrupted);
    }
  }

  private void endAsScripted() {
    if (script.end() != EffectLog.End.SUCCEEDED
        && interruption instanceof Interruption.HandedOff handedOff) {
      end(EffectLog.End.INTERRUPTED, handedOff.endOf(crashClass), script.saysSoAfter());
      return;
    }
    var how =
        switch (script.end()) {
          case SUCCEEDED -> AttemptEnd.SUCCEEDED;
          case FATAL -> AttemptEnd.FATAL;
          default -> AttemptEnd.FAILED;
        };
    end(script.end(), how, script.saysSoAfter());
  }

  private void endInterrupted() {
    if (interruption == null) {
      throw new IllegalStateException("bug: interrupted by nobody");
    }
    end(EffectLog.End.INTERRUPTED, interruption.endOf(crashClass), script.saysSoAfter());
  }

  private void end(EffectLog.End end, AttemptEnd how, long saysSoAfter) {
    hasEnded = true;
    runner.replica().world().note("job ends", key.job(), key.attempt());
    runner.replica().world().mix(how.name().hashCode());
    runner.replica().world().also(Wording.of(key.work()) + " " + how);
    effectEnded(end);
    var finished = new Input.AttemptFinished(key.job(), how, end.name(), RETRY_PAUSE);
    runner.replica().deliver(saysSoAfter, () -> runner.tell(finished));
  }

  /// Its process is gone.
  void die() {
    if (hasBegun && !hasEnded) {
      hasEnded = true;
      effectEnded(EffectLog.End.DIED);
    }
  }

  private void effectBegins() {
    var course = runner.course();
    var machine = course.machine();
    runner
        .replica()
        .invariants()
        .effectBegins(
            key,
            course.claim().fence(),
            machine.job(key.job()),
            machine.place(key.job()).toString());
  }

  private void effectEnded(EffectLog.End end) {
    runner.replica().effects().ended(key, runner.course().claim().fence(), end);
  }
}
