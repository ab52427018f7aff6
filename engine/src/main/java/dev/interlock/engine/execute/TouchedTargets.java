package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// What the jobs of one work touch, and which of its jobs wait because others touch that. The store
/// decides between works, in the transaction of the intent; between the jobs of the work this does,
/// so that the store is not asked for what it would refuse. For one thread.
final class TouchedTargets {
  /// Who has waited long is looked after less often: a tenth of that time later. Thousands may
  /// wait.
  private static final long LOOK_AGAIN_OF = 10;

  private static final long LOOK_AGAIN_MILLIS_MIN = 1_000;
  private static final long LOOK_AGAIN_MILLIS_MAX = 10_000;

  /// How long a work stays away that gives its room to others.
  private static final long AWAY_MILLIS = 10_000;

  private final Claim claim;
  private final Function<Job, Set<Target>> targetsOf;

  /// What is durable: the job that has each target.
  private final Map<Target, Integer> had = new HashMap<>(0);

  /// What the store refused to a job because another work's has it.
  private final Map<Integer, Input.TargetInUse> refused = new TreeMap<>();

  /// Since when jobs wait, as far as is known here.
  private long sinceMillis;

  private long lookedMillis;

  // Of what was proposed last.
  private final Map<Target, Integer> chosen = new LinkedHashMap<>(0);
  private TargetChanges proposed = TargetChanges.NONE;

  /// @param targetsOf what a job would touch
  TouchedTargets(Claim claim, Folded folded, Function<Job, Set<Target>> targetsOf) {
    this.claim = claim;
    this.targetsOf = targetsOf;
    goBackTo(folded.touched());
    folded
        .machine()
        .awaited()
        .forEach((job, awaits) ->
            refused.put(job, new Input.TargetInUse(job, awaits.target(), awaits.user())));
  }

  /// What the machine is to be told of jobs that wait.
  List<Input> inputs() {
    return List.copyOf(refused.values());
  }

  /// Begins a proposal.
  void choosesAnew() {
    chosen.clear();
  }

  /// Whether a job may start that would be the next of this proposal: then what it touches is its.
  boolean lets(int job, WorkMachine machine) {
    if (refused.containsKey(job)) {
      return false;
    }
    var wanted = targetsOf.apply(machine.job(job));
    for (var target : wanted) {
      Integer holder = had.get(target);
      boolean isHad = holder != null && holder != job && machine.touchesTargets(holder);
      if (isHad || chosen.containsKey(target)) {
        return false;
      }
    }
    wanted.forEach(target -> chosen.put(target, job));
    return true;
  }

  /// What changes by these facts, which the machine has taken already.
  TargetChanges propose(List<Fact> facts, WorkMachine machine) {
    var letGo = new HashSet<Integer>(0);
    for (int job : had.values()) {
      if (!machine.touchesTargets(job)) {
        letGo.add(job);
      }
    }
    var taken = new ArrayList<TargetUse>(0);
    var started = chosen.isEmpty() ? Set.of() : startedIn(facts);
    chosen.forEach((target, job) -> {
      if (started.contains(job) && !job.equals(had.get(target))) {
        taken.add(new TargetUse(target, claim.id(), job));
      }
    });
    proposed =
        letGo.isEmpty() && taken.isEmpty()
            ? TargetChanges.NONE
            : new TargetChanges(List.copyOf(letGo), taken);
    return proposed;
  }

  private static Set<Integer> startedIn(List<Fact> facts) {
    var started = new HashSet<Integer>();
    for (var fact : facts) {
      if (fact instanceof Fact.AttemptStarted(int job, _)) {
        started.add(job);
      }
    }
    return started;
  }

  /// What was proposed is durable.
  void isDurable() {
    refused.replaceAll((_, wait) ->
        new Input.TargetInUse(wait.job(), wait.target(), wait.user(), wait.untilMillis(), false));
    had.values().removeAll(proposed.letGo());
    proposed.taken().forEach(use -> had.put(use.target(), use.job()));
  }

  /// What was proposed will never be.
  void goBackTo(List<TargetUse> stored) {
    had.clear();
    stored.forEach(use -> had.put(use.target(), use.job()));
  }

  /// What was proposed is refused because of these.
  void areUsed(List<TargetUse> by, Instant now) {
    sinceMillis = refused.isEmpty() ? now.toEpochMilli() : sinceMillis;
    lookedMillis = now.toEpochMilli();
    for (var use : by) {
      Integer job = chosen.get(use.target());
      if (job == null) {
        throw new IllegalStateException("bug: nothing was to touch %s".formatted(use.target()));
      }
      refused.put(job, new Input.TargetInUse(job, use.target(), use.work(), 0, true));
    }
  }

  /// The work does nothing but wait, and others need its room: one of them may be who has what it
  /// waits for. It comes again when they had their time.
  void stayAway(Instant now) {
    refused.replaceAll((_, wait) -> wait.until(now.toEpochMilli() + AWAY_MILLIS));
  }

  /// Looks from time to time who uses what jobs wait for.
  ///
  /// @param usersOf asks the store; empty when it does not answer
  /// @return whether it was looked, and jobs still wait
  boolean look(
      WorkMachine machine, Instant now, Function<Set<Target>, Optional<List<TargetUse>>> usersOf) {
    refused.values().removeIf(wait -> !mayStillStart(machine.jobState(wait.job())));
    if (refused.isEmpty() || !isTimeToLook(now.toEpochMilli())) {
      return false;
    }
    sinceMillis = lookedMillis == 0 ? now.toEpochMilli() : sinceMillis;
    lookedMillis = now.toEpochMilli();
    var targets = new HashSet<Target>();
    refused.values().forEach(wait -> targets.add(wait.target()));
    var answer = usersOf.apply(targets);
    if (answer.isEmpty()) {
      return false;
    }
    var waiting = List.copyOf(refused.values());
    refused.clear();
    for (var use : answer.get()) {
      for (var wait : waiting) {
        if (wait.target().equals(use.target())) {
          refused.put(wait.job(), new Input.TargetInUse(wait.job(), use.target(), use.work()));
        }
      }
    }
    return !refused.isEmpty();
  }

  private boolean isTimeToLook(long now) {
    long pause =
        Math.clamp(
            (now - sinceMillis) / LOOK_AGAIN_OF, LOOK_AGAIN_MILLIS_MIN, LOOK_AGAIN_MILLIS_MAX);
    return now - lookedMillis >= pause;
  }

  private static boolean mayStillStart(JobState state) {
    return state == JobState.NOT_STARTED || state == JobState.WAITING;
  }
}
