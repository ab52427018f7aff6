package dev.interlock.sim;

import dev.interlock.engine.execute.Interruption;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Probe;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One attempt of a job, as its runner's replica runs it: what the thread of the engine's
/// `JobRunner` would do, by a script that the seed wrote.
final class SimAttempt {
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(700);
  private static final long STORE_RETRY_MILLIS = 500;

  private final SimRunner runner;
  private final Replica replica;
  private final EffectLog.Key key;
  private final Job job;
  private final CrashClass crashClass;
  private final SimScript script;
  private @Nullable Interruption interruption;
  private boolean isToldToStop;
  private boolean isOnlyProbing;
  private boolean isProbing;
  private boolean hasBegun;
  private boolean hasHadEffect;

  private boolean hasEnded;

  /// Changes when the attempt turns to something else than it was about to do.
  private int turns;

  long deadline;
  boolean isInGrace;

  SimAttempt(SimRunner runner, EffectLog.Key key, Job job, SplittableRandom chance) {
    this.runner = runner;
    this.replica = runner.replica();
    this.key = key;
    this.job = job;
    this.crashClass = SimDeeds.crashClass(job);
    var faults = replica.world().faults;
    this.script = SimScript.of(chance, faults, crashClass == CrashClass.VERIFIABLE);
    this.deadline = replica.world().now() + TIMEOUT.toMillis();
  }

  int job() {
    return key.job();
  }

  CrashClass crashClass() {
    return crashClass;
  }

  /// Whether it was told to end, or needs not to be.
  boolean isToldToEnd() {
    return interruption != null || hasEnded;
  }

  /// Has it look what an earlier process's attempt did, instead of running.
  void onlyProbes() {
    isOnlyProbing = true;
  }

  void start() {
    if (isOnlyProbing) {
      hasBegun = true;
      replica.world().happened(Happening.PROBED_AFTER_LOSS, 1);
      probe();
      return;
    }
    if (interruption != null) { // what never ran did no harm, whatever its crash class
      effectEnded(EffectLog.End.NEVER_RAN);
      finish(interruption.endOf(CrashClass.IDEMPOTENT), 0);
      return;
    }
    hasBegun = true;
    replica.world().note("job begins", key.job(), key.attempt());
    replica.world().also(Wording.of(key.work()));
    effectBegins();
    if (job.args().containsKey(Topology.BUCKET)) {
      takeToken();
    } else {
      runScript();
    }
  }

  private void runScript() {
    turnTo(script.takes(), this::endAsScripted);
    if (script.effectAfter() >= 0) {
      replica.deliver(script.effectAfter(), this::haveEffect);
    }
    if (script.takes() > TIMEOUT.toMillis()) {
      runner.ringIn(TIMEOUT.toMillis());
    }
  }

  /// As in the engine's `JobServices`: waits for the store, and asks again with the same key.
  private void takeToken() {
    int turn = ++turns;
    var write =
        new Write.TakeToken(
            Topology.TOKENS, Wording.of(key.work()) + "/" + key.job(), replica.instant());
    replica
        .store()
        .commit(
            replica,
            write,
            reply -> {
              if (turn == turns && !hasEnded) {
                heardOfToken(reply);
              }
            });
    runner.ringIn(TIMEOUT.toMillis());
  }

  private void heardOfToken(Optional<WriteResult> reply) {
    switch (reply.orElse(null)) {
      case null -> turnTo(STORE_RETRY_MILLIS, this::takeToken);
      case WriteResult.Granted() -> runScript();
      case WriteResult.Empty(var nextIn) when script.waitsForToken() ->
          turnTo(nextIn.toMillis(), this::takeToken);
      case WriteResult.Empty _ -> endInItself(EffectLog.End.FAILED);
      case WriteResult other -> throw new IllegalStateException("bug: answered " + other);
    }
  }

  private void haveEffect() {
    if (!hasEnded && !isProbing && !hasHadEffect) {
      hasHadEffect = true;
      replica.note("effect of job", key.job());
      replica.invariants().hasEffect(key, runner.course().claim().fence());
    }
  }

  private void turnTo(long after, Runnable action) {
    int turn = ++turns;
    replica.deliver(
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
    if (isNews && hasBegun && !hasEnded && !isProbing && script.reactsAfter() >= 0) {
      turnTo(script.reactsAfter(), this::endInterrupted);
    }
  }

  /// Tells a look to end that came after its attempt was told so.
  ///
  /// @return whether none is to come any more
  boolean interruptProbe() {
    if (isProbing && !hasEnded) {
      turnTo(1, () -> found(Probe.Found.CANNOT_TELL));
    }
    return isProbing || crashClass != CrashClass.VERIFIABLE;
  }

  private void endAsScripted() {
    if (script.end() == EffectLog.End.SUCCEEDED && script.effectAfter() >= 0) {
      haveEffect();
    }
    endInItself(script.end());
  }

  private void endInItself(EffectLog.End end) {
    if (end != EffectLog.End.SUCCEEDED
        && interruption instanceof Interruption.HandedOff handedOff) {
      ran(EffectLog.End.INTERRUPTED, handedOff.endOf(crashClass));
      return;
    }
    ran(
        end,
        switch (end) {
          case SUCCEEDED -> AttemptEnd.SUCCEEDED;
          case FATAL -> AttemptEnd.FATAL;
          default -> AttemptEnd.FAILED;
        });
  }

  private void endInterrupted() {
    if (interruption == null) {
      throw new IllegalStateException("bug: interrupted by nobody");
    }
    ran(EffectLog.End.INTERRUPTED, interruption.endOf(crashClass));
  }

  /// It has run to its end, and where nobody can say how that was its job type looks.
  private void ran(EffectLog.End end, AttemptEnd how) {
    replica.world().note("job ends", key.job(), key.attempt());
    replica.world().also(Wording.of(key.work()) + " " + end);
    effectEnded(end);
    boolean isAsked = how == AttemptEnd.UNKNOWN || (how == AttemptEnd.FAILED && job.retries() > 0);
    if (isAsked && crashClass == CrashClass.VERIFIABLE) {
      probe();
    } else {
      finish(how, script.saysSoAfter());
    }
  }

  private void probe() {
    isProbing = true;
    turns++; // whatever it was about to do
    if (script.look().takes() >= 0) {
      turnTo(script.look().takes(), () -> found(script.look().says(hadEffect())));
    } else {
      runner.ringIn(TIMEOUT.toMillis());
    }
  }

  private boolean hadEffect() {
    return replica.effects().hadEffect(key);
  }

  private void found(Probe.Found found) {
    replica.world().note("probe finds", key.job(), key.attempt());
    replica.world().mix(found.name().hashCode());
    replica.world().also(Wording.of(key.work()) + " " + found);
    replica.effects().probed(key, runner.course().claim().fence(), found);
    switch (found) {
      case DONE -> replica.world().happened(Happening.PROBE_FOUND_DONE, 1);
      case NOT_DONE -> replica.world().happened(Happening.PROBE_FOUND_NOTHING, 1);
      case CANNOT_TELL -> {} // by a fault that is counted
    }
    finish(
        switch (found) {
          case DONE -> AttemptEnd.SUCCEEDED;
          case NOT_DONE -> endWithoutEffect();
          case CANNOT_TELL -> AttemptEnd.UNKNOWN;
        },
        script.saysSoAfter());
  }

  private AttemptEnd endWithoutEffect() {
    if (isOnlyProbing) {
      return AttemptEnd.LOST;
    }
    return isToldToStop ? AttemptEnd.INTERRUPTED : AttemptEnd.FAILED;
  }

  private void finish(AttemptEnd how, long saysSoAfter) {
    hasEnded = true;
    replica.world().mix(how.name().hashCode());
    replica.world().also(how);
    var finished = new Input.AttemptFinished(key.job(), how, script.end().name(), RETRY_PAUSE);
    replica.deliver(saysSoAfter, () -> runner.tell(finished));
  }

  /// Its process is gone.
  void die() {
    if (hasBegun && !hasEnded) {
      hasEnded = true;
      if (!isProbing) {
        effectEnded(EffectLog.End.DIED);
      }
    }
  }

  private void effectBegins() {
    var course = runner.course();
    replica
        .invariants()
        .effectBegins(
            key, course.claim().fence(), job, course.machine().place(key.job()).toString());
  }

  private void effectEnded(EffectLog.End end) {
    replica.effects().ended(key, runner.course().claim().fence(), end);
  }
}
