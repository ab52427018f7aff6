package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.execute.WorkCourse;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.BrokenInvariant;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Job;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What must hold after every event, by the numbers of docs/simulation.md. Those of one work's
/// facts alone are in `WorkAccount`: I2, I3, I7, I8, I10 to I13, I18.
final class Invariants {
  private final World world;
  private final EffectLog effects;
  private final CheckLog checks = new CheckLog();
  private final Outcomes outcomes;
  private final BucketAccount bucket;
  private final TargetAccount targets;
  private final Map<WorkId, WatchedWork> works = new HashMap<>();
  private final Set<WorkId> acknowledged = new HashSet<>();
  private final Map<String, Boolean> stops = new HashMap<>();
  private final Set<String> stopCalls = new HashSet<>();
  private final Map<String, WorkId> submitCalls = new HashMap<>();
  private long stopEpoch;
  private Consumer<String> whenStopped = _ -> {};

  Invariants(World world, EffectLog effects) {
    this.world = world;
    this.effects = effects;
    this.outcomes = new Outcomes(effects, checks);
    this.bucket = new BucketAccount(world);
    this.targets = new TargetAccount(world);
  }

  /// Whom to tell when the store holds a new row of the emergency stop.
  void whenStopped(Consumer<String> action) {
    whenStopped = action;
  }

  /// A write was carried out, or came to nothing.
  void applied(Write.Act write, WriteResult result, WorkStore store) {
    world.note("store");
    world.mix(write.getClass().getName().hashCode());
    world.mix(result.getClass().getName().hashCode());
    if (world.isTraced()) {
      world.also(Wording.of(write, result));
    }
    if (write instanceof Write.SetStop(var row, _, var key)
        && result instanceof WriteResult.StopSet(long epoch)
        && stopCalls.add(key.requestId())) {
      require(epoch == stopEpoch + 1, "I9", "the epoch rises");
      stopEpoch = epoch;
      stops.put(row.name(), row.status().equals("stop"));
      whenStopped.accept(row.name());
    }
    if (write instanceof Write.TakeToken take) {
      bucket.asked(take, result);
    }
    if (write instanceof Write.Submit submit
        && result instanceof WriteResult.Submitted(var id, _, _)) {
      var first = submitCalls.putIfAbsent(submit.key().requestId(), id);
      require(first == null || first.equals(id), "I1", "one call made two works");
    }
    i1EverythingAcknowledgedIsThere(store);
    idOf(write, result)
        .flatMap(id -> store.find(id))
        .ifPresent(row -> look(write, result, row, store));
  }

  private static Optional<WorkId> idOf(Write.Act write, WriteResult result) {
    return switch (write) {
      case Write.Submit _ ->
          result instanceof WriteResult.Submitted(var id, _, _)
              ? Optional.of(id)
              : Optional.empty();
      case Write.Queue queue -> Optional.of(queue.id());
      case Write.Take take -> Optional.of(take.id());
      case Write.Append append -> Optional.of(append.claim().id());
      case Write.Begin begin -> Optional.of(begin.append().claim().id());
      case Write.SetStop _, Write.TakeToken _ -> Optional.empty();
    };
  }

  private void look(Write.Act write, WriteResult result, WorkRecord row, WorkStore store) {
    var work =
        works.computeIfAbsent(
            row.id(), id -> new WatchedWork(store.request(id).orElseThrow(), row));
    i5FencesRise(work, write, result, row);
    require(
        !work.row.summary().state().isTerminal() || work.row.equals(row),
        "I11",
        "a terminal row changed: " + row);
    var news = store.journal(row.id(), work.journal.size(), 10);
    require(news.size() <= 1, "I24", "a write wrote several entries");
    for (var entry : news) {
      i5WrittenUnderTheFence(work, write, entry);
      i9StartsOnlyWhatMayRun(write, entry, row.origin().name());
      outcomes.i4AreWhatCameToPass(work, row.id(), entry);
      work.account.account(entry.facts(), entry.at());
      WhatHappened.count(work, entry, world);
      entry.facts().forEach(fact -> work.machine.apply(fact, entry.at()));
      work.journal.add(entry);
      targets.written(row.id(), entry.facts(), work.account::job);
      noteIntents(work, entry, row.fence());
      world.mix(entry);
    }
    work.row = row;
    if (!news.isEmpty()) {
      i24TheRowIsWhatTheJournalSays(work, row);
    }
  }

  private static void noteIntents(WatchedWork work, JournalEntry entry, long fence) {
    for (var fact : entry.facts()) {
      if (fact instanceof Fact.AttemptStarted(int job, int attempt)) {
        work.fenceOfIntent.put(job * 1_000 + attempt, fence);
      }
    }
  }

  /// I1: what was acknowledged is there.
  private void i1EverythingAcknowledgedIsThere(WorkStore store) {
    for (var id : acknowledged) {
      require(store.find(id).isPresent(), "I1", id + " is gone");
    }
  }

  void acknowledged(WorkId id, WorkStore store) {
    require(store.find(id).isPresent(), "I1", id + " was acknowledged and is not there");
    acknowledged.add(id);
  }

  /// I1, I18: an order was answered as carried out.
  void orderDone(WorkId id, Verb verb, String reason) {
    var work = works.get(id);
    require(work != null, "I1", "an order on nothing");
    if (work != null) {
      OrderAnswers.done(work, verb, reason);
    }
  }

  /// I10: stop, cancel and kill work in every state that is not terminal.
  void orderRefused(WorkId id, Verb verb) {
    var work = works.get(id);
    boolean isFirm =
        verb instanceof Verb.Stop || verb instanceof Verb.Cancel || verb instanceof Verb.Kill;
    require(
        !isFirm || (work != null && work.account.hasEnded()),
        "I10",
        verb + " was refused by a work that has not ended");
  }

  /// I5: the fence of a work rises by each claim.
  private static void i5FencesRise(
      WatchedWork work, Write.Act write, WriteResult result, WorkRecord row) {
    require(row.fence() >= work.fence, "I5", "a fence went back");
    if (write instanceof Write.Take take && result instanceof WriteResult.Claimed) {
      require(take.expectedFence() == work.fence, "I5", "taken from another owner than expected");
    }
    if (row.fence() > work.fence) {
      require(
          row.fence() == work.fence + 1
              && (write instanceof Write.Take || write instanceof Write.Begin)
              && result instanceof WriteResult.Claimed,
          "I5",
          "a fence changed without a claim");
    } else {
      require(!(result instanceof WriteResult.Claimed), "I5", "claimed under an old fence");
    }
    work.fence = row.fence();
  }

  /// I5: every entry is written under the fence that is in force.
  private static void i5WrittenUnderTheFence(
      WatchedWork work, Write.Act write, JournalEntry entry) {
    switch (write) {
      case Write.Append append -> {
        require(append.claim().fence() == work.fence, "I5", "written under an old fence");
        require(entry.equals(append.entry()), "I5", "another entry was written");
      }
      case Write.Begin(var append, _) ->
          require(append.claim().fence() == work.fence, "I5", "begun under another fence");
      case Write.Submit _, Write.Queue _ -> {}
      case Write.Take _, Write.SetStop _, Write.TakeToken _ ->
          throw new BrokenInvariant("I5", write + " wrote an entry");
    }
    require(entry.seq() == work.journal.size() + 1, "I24", "entries are numbered");
  }

  /// I9: no intent is committed under another epoch of the emergency stop, or while it stops.
  private void i9StartsOnlyWhatMayRun(Write.Act write, JournalEntry entry, String name) {
    boolean isIntent = entry.facts().stream().anyMatch(f -> f instanceof Fact.AttemptStarted);
    if (!isIntent) {
      return;
    }
    long epoch =
        switch (write) {
          case Write.Append append -> append.stopEpoch();
          case Write.Begin(var append, _) -> append.stopEpoch();
          case Write.Act _ -> -2;
        };
    require(epoch == stopEpoch, "I9", "an intent of epoch %d, now %d".formatted(epoch, stopEpoch));
    require(!isStopped(name), "I9", "an intent while the emergency stop is pulled");
  }

  boolean isStopped(String name) {
    return stops.getOrDefault(EmergencyStop.ALL, false) || stops.getOrDefault(name, false);
  }

  /// I10: a replica that nothing has hindered since the stop of a name was stored has told its
  /// attempts to end.
  void i10Obeys(Replica replica, String name, long epoch, long since) {
    if (stopEpoch != epoch || replica.wasHinderedSince(since)) {
      return;
    }
    for (var runner : replica.works().runners()) {
      boolean isMeant = name.equals(EmergencyStop.ALL) || name.equals(runner.name());
      require(
          !isMeant || runner.isToldToEnd(),
          "I10",
          "an attempt of %s was not told to end".formatted(runner.id()));
    }
  }

  long stopEpoch() {
    return stopEpoch;
  }

  /// I24: folding the journal gives what the row says, and what the facts say.
  private static void i24TheRowIsWhatTheJournalSays(WatchedWork work, WorkRecord row) {
    require(row.seq() == work.journal.size(), "I24", "the row's seq");
    var folded = WorkSummary.of(work.machine, row.origin().expiresAt());
    if (!row.summary().equals(folded)) {
      throw new BrokenInvariant("I24", "the row says %s, the journal %s".formatted(row, folded));
    }
    work.account.check(work.machine);
  }

  /// I20: what a runner believes durable is what is stored, as long as the work is its own.
  void i20RunnerKnows(WorkCourse course) {
    var work = works.get(course.claim().id());
    var durable = course.durable();
    if (work != null && durable.isPresent() && course.claim().fence() == work.fence) {
      if (!durable.get().equals(work.row)) {
        throw new BrokenInvariant(
            "I20", "believes %s durable, stored is %s".formatted(durable.get(), work.row));
      }
      work.account.check(course.machine());
    }
  }

  /// I20: what a runner shows of a work that is its own is what is stored.
  void i20ShowsWhatIsStored(WorkRecord shown) {
    var work = works.get(shown.id());
    boolean isNew =
        shown.summary().state() == WorkState.NOT_STARTED; // its row says when it expires
    if (work != null && !isNew && work.row.fence() == shown.fence()) {
      boolean isSame = work.row.seq() != shown.seq() || work.row.equals(shown);
      require(isSame, "I20", "shows what is not stored");
    }
  }

  /// I20: what a client sees of a work by one replica is durable, and never goes back.
  void i20SeesNoFuture(WorkId id, long seq, long seenBefore) {
    var work = works.get(id);
    int stored = work == null ? 0 : work.journal.size();
    require(seq <= stored, "I20", "a client sees what is not stored");
    require(seq == 0 || seq >= seenBefore, "I20", "what a client sees goes back");
  }

  /// I6: at most one runner has the newest claim.
  void i6Runs(WorkId id, long fence, Object runner) {
    var work = works.get(id);
    if (work != null) {
      var before = work.runners.put(fence, runner);
      require(before == null || before.equals(runner), "I6", id + " runs twice under one fence");
    }
  }

  /// I22: what cannot be read, and what stops, never lets anything start.
  static void i22StartsNothingWhileHeld(WorkCourse.Moment moment, List<Fact> facts) {
    if (!(moment.verdict() instanceof StopVerdict.Go) || !moment.mayStart()) {
      for (var fact : facts) {
        boolean isStart =
            fact instanceof Fact.AttemptStarted
                || fact instanceof Fact.ChecksStarted
                || fact instanceof Fact.BlockStarted
                || fact instanceof Fact.WorkStarted;
        require(!isStart, "I22", fact + " while nothing may start");
      }
    }
  }

  /// I2, I4, I16: an attempt begins to have its effect.
  void effectBegins(EffectLog.Key key, long fence, Job job, String path) {
    var work = works.get(key.work());
    if (work == null) {
      throw new BrokenInvariant("I4", "an effect of a work that is not stored");
    }
    var intended = work.fenceOfIntent.get(key.job() * 1_000 + key.attempt());
    require(
        intended != null && intended == fence,
        "I4",
        "an effect without an intent: job %d attempt %d".formatted(key.job(), key.attempt()));
    require(
        path.equals(job.args().get("path")) && work.account.job(key.job()).equals(job),
        "I16",
        "at %s runs %s".formatted(path, job));
    int runs = effects.started(key, fence);
    require(
        !work.account.isOnce(key.job()) || runs <= 1 + work.account.again(key.job()),
        "I2",
        "a ONCE job ran %d times".formatted(runs));
  }

  /// I2: an attempt of a VERIFIABLE job has its effect. Where it is another's by now it may be one
  /// too many, for then somebody has looked who could not know of it.
  void hasEffect(EffectLog.Key key, long fence) {
    var work = works.get(key.work());
    require(work != null, "I4", "an effect of a work that is not stored");
    if (work != null) {
      int times = effects.happened(key, fence == work.fence);
      require(
          times <= 1 + work.account.again(key.job()),
          "I2",
          "a VERIFIABLE job had its effect %d times".formatted(times));
    }
  }

  /// I16: what runs as a check is what was submitted in its place.
  static void i16RunsTheCheck(Job job, String path) {
    require(path.equals(job.args().get("path")), "I16", "at %s runs %s".formatted(path, job));
  }

  CheckLog checks() {
    return checks;
  }

  /// I7: a runner that waits runs just the checks that its work needs now, and will hear of each.
  void i7RunsItsChecks(Claim claim, List<CheckRound> running) {
    var work = works.get(claim.id());
    if (work != null && work.fence == claim.fence()) {
      var wanted = work.account.checksToRun();
      boolean isSo = running.size() == wanted.size() && running.containsAll(wanted);
      require(isSo, "I7", "the checks %s run, and should %s".formatted(running, wanted));
    }
  }

  /// Everything is healed and every person has spoken.
  void allIsOver(WorkStore store) {
    for (var work : works.values()) {
      var row = store.find(work.row.id()).orElseThrow();
      require(row.equals(work.row), "I24", "a row changed behind the store's back");
      boolean isOver = row.summary().state().isTerminal();
      boolean wasNeverRun = row.summary().state() == WorkState.NOT_STARTED;
      require(
          isOver || (wasNeverRun && world.now() < row.summary().dueMillis()),
          "L1",
          "it does not come to an end: " + row);
      i24TheRowIsWhatTheJournalSays(work, row);
      WhatHappened.countPace(work, world);
    }
  }

  /// The machine of the stored facts; to be read only.
  WorkMachine stored(WorkId id) {
    var work = works.get(id);
    if (work == null) {
      throw new IllegalStateException("bug: nobody has stored " + id);
    }
    return work.machine;
  }

  boolean isOver(WorkId id) {
    var work = works.get(id);
    return work == null || work.account.hasEnded();
  }
}
