package dev.interlock.engine.execute;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.Write.Take.Owner;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.WorkId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/// The works that this process runs. Any thread.
public final class LiveWorks {
  /// How long one waits for another who has come for a work, or leaves it.
  private static final Duration TURN = Duration.ofSeconds(1);

  private final RunParts parts;
  private final RunSettings settings;
  private final Semaphore room;
  private final Map<WorkId, WorkRunner> runners = new ConcurrentHashMap<>();

  /// Works that are being claimed, each until it is or is not.
  private final Map<WorkId, CompletableFuture<Void>> coming = new ConcurrentHashMap<>();

  /// Works that came only to end, or to have an order carried out, and took no room.
  private final Set<WorkId> withoutRoom = ConcurrentHashMap.newKeySet();

  /// Works whose runner failed: not touched again by this process.
  private final Set<WorkId> aside = ConcurrentHashMap.newKeySet();

  /// Those of them that this server still owns.
  private final Map<WorkId, Claim> toLetGo = new ConcurrentHashMap<>();

  /// Works that were let go of while attempts run that hear no interrupt: nothing of them may start
  /// here, and nobody may look what those attempts did, before they have ended.
  private final Map<WorkId, WorkRunner> lingering = new ConcurrentHashMap<>();

  private volatile Consumer<WorkRunner> whenGone = _ -> {};
  private volatile Runnable whenLingered = () -> {};
  private volatile boolean closing;

  /// Runs nothing yet.
  ///
  /// @param worksMax how many works may run at once
  public LiveWorks(RunParts parts, RunSettings settings, int worksMax) {
    this.parts = parts;
    this.settings = settings;
    this.room = new Semaphore(worksMax);
  }

  /// What to do when a runner has left and another work may come.
  void whenGone(Consumer<WorkRunner> action) {
    whenGone = action;
  }

  /// What to do when the last attempt has ended of a work that was let go of.
  void whenLingered(Runnable action) {
    whenLingered = action;
  }

  /// Makes sure that this work may be claimed, and that nobody else of this process claims it
  /// meanwhile; then [#run] it, or [#giveRoomBack].
  public boolean takeRoom(WorkId id) {
    if (isDraining() || !come(id)) {
      return false;
    }
    boolean hasRoom = !lingers(id) && room.tryAcquire();
    if (!hasRoom) {
      hasCome(id);
    }
    return hasRoom;
  }

  private boolean come(WorkId id) {
    if (!mayRun() || coming.putIfAbsent(id, new CompletableFuture<>()) != null) {
      return false;
    }
    if (runners.containsKey(id)) { // it came before, and has begun to run since
      hasCome(id);
      return false;
    }
    return true;
  }

  private void hasCome(WorkId id) {
    var turn = coming.remove(id);
    if (turn != null) {
      turn.complete(null);
    }
  }

  /// See [Claims#awaitTurn].
  void awaitTurn(WorkId id) throws InterruptedException {
    var runner = runners.get(id);
    var turn = runner == null ? coming.get(id) : runner.leaves();
    if (turn != null) {
      awaitAtMost(TURN, turn);
    }
  }

  void giveRoomBack(WorkId id) {
    hasCome(id);
    releaseRoomOf(id);
  }

  private void releaseRoomOf(WorkId id) {
    if (!withoutRoom.remove(id)) {
      room.release();
    }
  }

  /// Whether anything may come.
  boolean mayRun() {
    return !closing && parts.tenure().isHeld();
  }

  /// Whether what is here is to go, and nothing comes but to end or to have an order carried out.
  boolean isDraining() {
    return parts.tenure().isDraining();
  }

  int sharers() {
    return parts.tenure().sharers();
  }

  boolean hasRoom() {
    return mayRun() && !isDraining() && room.availablePermits() > 0;
  }

  /// Like [#takeRoom], for a work of which nothing is to start.
  boolean comeWithoutRoom(WorkId id) {
    if (!come(id)) {
      return false;
    }
    withoutRoom.add(id);
    return true;
  }

  boolean mustStop(String name) {
    return parts.stop().verdictFor(name) instanceof StopVerdict.Stop;
  }

  /// Leaves a work alone from now on whose journal or request cannot be understood.
  void putAside(Claim claim) {
    aside.add(claim.id());
    toLetGo.put(claim.id(), claim);
  }

  /// Works that were put aside, are still this server's, and of which nothing runs here.
  List<Claim> toLetGo() {
    return toLetGo.values().stream()
        .filter(claim -> !runners.containsKey(claim.id()) && !lingers(claim.id()))
        .toList();
  }

  void haveLetGo(List<Claim> works) {
    works.forEach(claim -> toLetGo.remove(claim.id(), claim));
  }

  /// Runs a work that was just claimed, in room that was taken, or without.
  void run(Claim claim, WorkRecord record, Folded folded) {
    var arrival = withoutRoom.contains(claim.id()) ? withoutRoom(claim.id()) : new Arrival.ToRun();
    start(runner(claim, record, folded, arrival));
  }

  /// Has an order carried out on a work that was just claimed for that, and that may have been
  /// somebody's who believes that it still is.
  void run(Claim claim, WorkRecord record, Folded folded, Order order, Owner owner) {
    var arrival =
        switch (owner) {
          case GONE -> withoutRoom(claim.id());
          case ANY -> new Arrival.WithoutRoom(_ -> true);
        };
    var runner = runner(claim, record, folded, arrival);
    runner.order(order);
    start(runner);
  }

  private Arrival withoutRoom(WorkId id) {
    var earlier = lingering.get(id);
    return new Arrival.WithoutRoom(job -> earlier != null && earlier.attempts().stillRuns(job));
  }

  /// Has a new work begin, in room that was taken.
  ///
  /// @return what the store answered to [dev.interlock.engine.journal.Write.Begin]
  /// @throws StoreUnavailable when it did not answer; the work goes on if it has begun
  public WriteResult begin(WorkRecord record, Folded folded, Decision decision, RequestKey key)
      throws InterruptedException {
    var beginning = Beginning.of(decision, key);
    var claim = new Claim(record.id(), record.fence() + 1);
    start(runner(claim, record, folded, new Arrival.ToBegin(beginning)));
    return beginning.await();
  }

  private WorkRunner runner(Claim claim, WorkRecord record, Folded folded, Arrival arrival) {
    var course = new WorkCourse(claim, record, folded, parts.jobTypes()::targetsOf);
    var home = new WorkRunner.Home(this::gone, () -> room.availablePermits() == 0);
    return new WorkRunner(course, record.origin().name(), parts, settings, home, arrival);
  }

  private void start(WorkRunner runner) {
    var id = runner.id();
    if (runners.putIfAbsent(id, runner) != null) {
      throw new IllegalStateException("bug: %s was claimed twice".formatted(id));
    }
    hasCome(id);
    if (closing) {
      runner.leave(Leaving.WHEN_NOTHING_RUNS);
    }
    if (!parts.tenure().isHeld()) {
      runner.leave(Leaving.NOW);
    }
    Thread.ofVirtual().name("work-" + id).start(runner);
  }

  private void gone(WorkRunner runner) {
    if (!runner.hasLeftInOrder()) {
      putAside(runner.claim());
    }
    if (runner.hasLeftAttempts()) {
      linger(runner);
    }
    runners.remove(runner.id());
    releaseRoomOf(runner.id());
    whenGone.accept(runner);
  }

  private void linger(WorkRunner runner) {
    lingering.put(runner.id(), runner);
    Thread.ofVirtual()
        .name("last-of-" + runner.id())
        .start(() -> {
          try {
            runner.attempts().awaitEnd();
            lingering.remove(runner.id(), runner);
            if (runner.mayGoOn()) {
              whenLingered.run();
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /// Whether attempts of a work that was let go of have not ended.
  boolean lingers(WorkId id) {
    return lingering.containsKey(id);
  }

  /// A stored work with what its runner knows better: the counts, and what it waits for.
  public WorkRecord asItRuns(WorkRecord stored) {
    var runner = runners.get(stored.id());
    return runner == null || stored.summary().state().isTerminal()
        ? stored
        : stored.with(runner.asItRuns(stored.summary()));
  }

  boolean isLiveOrAside(WorkId id) {
    return isLive(id) || aside.contains(id); // in the order in which a work goes through them
  }

  boolean isLive(WorkId id) {
    return coming.containsKey(id) || runners.containsKey(id);
  }

  /// Whether nothing runs here; while it drains, that nothing will.
  boolean isIdle() {
    // in the order in which a work goes through them
    return coming.isEmpty() && runners.isEmpty();
  }

  public int count() {
    return runners.size();
  }

  int countWithThoseAside() {
    return runners.size() + aside.size();
  }

  /// A view of a live work, by its runner.
  ///
  /// @return empty when it is not live, or its runner has no time within `patience`
  public <T> Optional<T> look(WorkId id, Duration patience, Function<WorkLook, T> view)
      throws InterruptedException {
    var question = Question.of(view);
    return ask(id, new Letter.Asked(question), question, patience);
  }

  /// A view of a live work once it has ended.
  ///
  /// @return empty when it is not live, or does not end within `patience`
  public <T> Optional<T> lookWhenEnded(WorkId id, Duration patience, Function<WorkLook, T> view)
      throws InterruptedException {
    var question = Question.of(view);
    return ask(id, new Letter.AskedForEnd(question), question, patience);
  }

  /// Has an order carried out by the runner of a live work.
  ///
  /// @return empty when it is not live, or has left before it came to that
  Optional<Order.Result> order(WorkId id, Order order) throws InterruptedException {
    var runner = runners.get(id);
    if (runner == null) {
      return Optional.empty();
    }
    runner.order(order);
    return order.awaitAnswer();
  }

  private <T> Optional<T> ask(WorkId id, Letter letter, Question<T> question, Duration patience)
      throws InterruptedException {
    var runner = runners.get(id);
    if (runner == null || !parts.tenure().isHeld()) { // then another may know better
      return Optional.empty();
    }
    runner.ask(letter, question);
    return question.answerWithin(patience);
  }

  /// How many works run that were not told to stop; see [dev.interlock.engine.stop.StoppableWorks].
  public int running(String scope) {
    return (int)
        runners.values().stream()
            .filter(runner -> !runner.isToldToStop())
            .filter(runner -> scope.equals(EmergencyStop.ALL) || scope.equals(runner.name()))
            .count();
  }

  /// Stops every work that must not run; see [dev.interlock.engine.stop.StoppableWorks].
  public void obey(EmergencyStop stop) {
    for (var runner : lingering.values()) {
      if (stop.verdictFor(runner.name()) instanceof StopVerdict.Stop(var reason)) {
        runner.stopNow(reason);
      }
    }
    for (var runner : runners.values()) {
      switch (stop.verdictFor(runner.name())) {
        case StopVerdict.Stop(var reason) -> runner.stopNow(reason);
        case StopVerdict.Hold _ -> {}
        case StopVerdict.Go _ -> runner.lookAgainIfHeld();
      }
    }
  }

  /// Has every runner see what it may do now.
  public void lookAgain() {
    runners.values().forEach(WorkRunner::lookAgain);
  }

  /// Lets go of every work: starts nothing more, lets running attempts end for a while, tells those
  /// that may run again to end, and leaves the rest to the crash rules.
  public void handOff() {
    closing = true;
    var grace = settings.handOffGrace();
    runners.values().forEach(runner -> runner.leave(Leaving.WHEN_NOTHING_RUNS));
    awaitGone(grace);
    runners.values().forEach(runner -> runner.leave(Leaving.SOON));
    awaitGone(grace);
  }

  /// Lets go of every work at once: they may be others' from now on. Nothing comes until the lease
  /// is held again.
  public void disown() {
    runners.values().forEach(runner -> runner.leave(Leaving.NOW));
  }

  private void awaitGone(Duration patience) {
    var all = runners.values().stream().map(WorkRunner::left).toArray(CompletableFuture<?>[]::new);
    try {
      awaitAtMost(patience, CompletableFuture.allOf(all));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAtMost(Duration patience, CompletableFuture<Void> what)
      throws InterruptedException {
    try {
      what.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // whoever waits looks anew, and knows what to do where nothing has changed
    }
  }
}
