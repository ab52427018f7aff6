package dev.interlock.sim;

import dev.interlock.engine.execute.Interruption;
import dev.interlock.engine.work.Fact;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Job;
import java.util.List;

/// Does what a work's facts say, once they are durable, as the engine's `Deeds`.
record SimDeeds(SimRunner runner, SimAttempts attempts) {
  void follow(List<Fact> facts) {
    for (var fact : facts) {
      if (fact instanceof Fact.AttemptStarted(int job, int attempt)) {
        attempts.start(attempt(job, attempt));
      } else if (fact instanceof Fact.StopOrdered(var cause, _, var reason) && cause.interrupts()) {
        interrupt(reason);
      } else if (fact instanceof Fact.ForwardEnded) {
        attempts.letStart();
      }
    }
  }

  private void interrupt(String reason) {
    attempts.interruptAll(new Interruption.Stopped(reason));
    attempts.startGrace();
  }

  private SimAttempt attempt(int job, int attempt) {
    var key = new EffectLog.Key(runner.id(), job, attempt);
    var request = runner.course().machine().job(job);
    return new SimAttempt(runner, key, request, runner.replica().chance().split());
  }

  /// Has those attempts looked for whose process has ended and whose job types can say what they
  /// did.
  void probeWhatWasLost() {
    var machine = runner.course().machine();
    for (int job : machine.runningJobs()) {
      if (attempts.hasNone(job)) {
        var lost = attempt(job, machine.attempts(job));
        lost.onlyProbes();
        attempts.start(lost);
      }
    }
    machine.whyInterrupted().ifPresent(this::interrupt);
  }

  CrashClass crashClassOf(int job) {
    return crashClass(runner.course().machine().job(job));
  }

  static CrashClass crashClass(Job job) {
    if (job.name().startsWith("once")) {
      return CrashClass.ONCE;
    }
    return job.name().startsWith("seen") ? CrashClass.VERIFIABLE : CrashClass.IDEMPOTENT;
  }
}
