package dev.interlock.sim;

import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.execute.Order;
import dev.interlock.engine.execute.WorkCourse;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// The works that one replica runs: does what the engine's `ClaimLoop`, `Claims`, `LiveWorks` and
/// `Engine` do, with events in place of threads.
final class SimWorks {
  static final long LOOK_MILLIS = 5_000;
  private static final int WORKS_A_LOOK = 100;
  private static final Claim NOT_CLAIMED = new Claim(new WorkId(new UUID(0, 0)), 0);

  private final Replica replica;
  private final SimStore store;
  private final int roomMax;
  private final TreeMap<WorkId, SimRunner> runners = new TreeMap<>();
  private final Set<WorkId> coming = new HashSet<>();
  private final Set<WorkId> withoutRoom = new HashSet<>();
  private int room;
  private boolean closing;

  SimWorks(Replica replica, SimStore store, int roomMax) {
    this.replica = replica;
    this.store = store;
    this.roomMax = roomMax;
  }

  void start() {
    room = roomMax;
    closing = false;
  }

  /// Their process is gone.
  void die() {
    runners.values().forEach(SimRunner::die);
    runners.clear();
    coming.clear();
    withoutRoom.clear();
  }

  void handOff() {
    closing = true;
    runners().forEach(SimRunner::handOff);
  }

  void letGo() {
    runners().forEach(SimRunner::letGo);
  }

  boolean isFull() {
    return room == 0;
  }

  boolean isClosing() {
    return closing;
  }

  void obeyStop() {
    for (var runner : runners()) {
      switch (replica.verdictFor(runner.name())) {
        case StopVerdict.Stop(var reason) -> runner.stopNow(reason);
        case StopVerdict.Hold _ -> {}
        case StopVerdict.Go _ -> runner.lookAgainIfHeld();
      }
    }
  }

  void lookSoon() {
    if (replica.isUp()) {
      replica.deliver(replica.chance().nextInt(5), this::look);
    }
  }

  void look() {
    if (closing || !store.answers(replica)) {
      return;
    }
    for (var work : store.memory.due(WorkMachine.AT_REST, Optional.empty(), WORKS_A_LOOK)) {
      look(work);
    }
  }

  private void look(WorkRecord work) {
    var id = work.id();
    if (isLive(id) || !store.isFreeFor(id, replica)) {
      return;
    }
    boolean isDue = work.summary().dueMillis() <= replica.millis();
    if (work.summary().state() == WorkState.NOT_STARTED) {
      if (isDue) {
        withoutRoom.add(id);
        claim(work, Optional.empty());
      }
    } else if (isDue && room > 0) {
      room--;
      claim(work, Optional.empty());
    } else if (replica.verdictFor(work.origin().name()) instanceof StopVerdict.Stop) {
      withoutRoom.add(id);
      claim(work, Optional.empty());
    } else if (work.summary().dueMillis() <= replica.millis() + LOOK_MILLIS && !isDue) {
      replica.deliver(work.summary().dueMillis() - replica.millis(), this::look);
    }
  }

  private boolean isLive(WorkId id) {
    return coming.contains(id) || runners.containsKey(id);
  }

  /// Takes a work that has room here, or needs none.
  private void claim(WorkRecord work, Optional<Order> order) {
    var id = work.id();
    coming.add(id);
    store.commit(
        replica,
        new Write.Take(id, work.fence()),
        reply -> {
          var claim =
              reply.orElse(null) instanceof WriteResult.Claimed(var given, _) ? given : NOT_CLAIMED;
          if (claim.equals(NOT_CLAIMED) || !store.answers(replica)) {
            giveRoomBack(id);
            order.ifPresent(o -> o.answer().cancel(false));
            return;
          }
          var request = store.memory.request(id).orElseThrow();
          var folded = Folded.toGoOnFrom(store.memory, id, request);
          var arrival =
              withoutRoom.contains(id) ? new SimArrival.WithoutRoom() : new SimArrival.ToRun();
          var runner = runner(claim, work, folded, arrival);
          order.ifPresent(runner::order);
          run(runner);
        });
  }

  private SimRunner runner(Claim claim, WorkRecord work, Folded folded, SimArrival arrival) {
    return new SimRunner(
        replica,
        new WorkCourse(claim, work, folded, Topology::targetsOf),
        work.origin().name(),
        arrival);
  }

  private void run(SimRunner runner) {
    coming.remove(runner.id());
    if (runners.put(runner.id(), runner) != null) {
      throw new IllegalStateException("bug: %s was claimed twice".formatted(runner.id()));
    }
    replica.note("runs", runner.course().claim().fence());
    replica.world().also(Wording.of(runner.id()));
    if (closing) {
      runner.handOff();
    }
    runner.run();
  }

  private void giveRoomBack(WorkId id) {
    coming.remove(id);
    if (!withoutRoom.remove(id)) {
      room++;
    }
  }

  void gone(SimRunner runner) {
    replica.note("leaves", runner.course().claim().fence());
    replica.world().also(Wording.of(runner.id()));
    runners.remove(runner.id(), runner);
    giveRoomBack(runner.id());
    store.release(runner.id(), replica);
    lookSoon();
  }

  // Calls.

  /// Lets a work run; answers what the store did, or nothing.
  void exec(ClientCall.Exec call, Consumer<Optional<WriteResult>> answer) {
    var found = store.memory.find(call.work());
    if (!store.answers(replica) || found.isEmpty()) {
      answer.accept(Optional.empty());
      return;
    }
    var work = found.get();
    boolean isNew = work.summary().state() == WorkState.NOT_STARTED;
    boolean mayRun =
        replica.verdictFor(work.origin().name()) instanceof StopVerdict.Go
            && replica.instant().isBefore(work.origin().expiresAt());
    if (isNew && !mayRun) {
      answer.accept(Optional.empty());
      return;
    }
    boolean isLater = call.startAt() > replica.millis();
    boolean isUntouched = work.seq() == 1 && work.fence() == 0;
    if (isNew
        && isUntouched
        && !isLater
        && room > 0
        && !closing
        && !isLive(work.id())
        && replica.chance().nextInt(3) > 0) {
      room--;
      var request = store.memory.request(work.id()).orElseThrow();
      var folded = Folded.of(List.of(work.origin().firstEntry()), request);
      var begin = new SimArrival.ToBegin(new SimBeginning(call.actor(), call.key(), answer));
      run(runner(new Claim(work.id(), work.fence() + 1), work, folded, begin));
    } else {
      store.commit(
          replica,
          call.queue(work, replica.millis()),
          reply -> {
            answer.accept(reply);
            look();
          });
    }
  }

  /// Has an order carried out by the work's runner, or by one that comes for it.
  void order(WorkId id, Order order, Consumer<Optional<Order.Result>> answer) {
    if (!store.answers(replica)) {
      answer.accept(Optional.empty());
      return;
    }
    // as an event of its own: what a stage of a future throws, nobody hears
    var _ =
        order
            .answer()
            .whenComplete((result, gone) ->
                replica
                    .world()
                    .in(
                        0,
                        () ->
                            answer.accept(gone == null ? Optional.of(result) : Optional.empty())));
    var work = store.memory.find(id).orElseThrow();
    var runner = runners.get(id);
    var state = work.summary().state();
    var verb = order.verb().kind();
    if (store.memory.answered(order.key()).isPresent()) {
      order.answer().complete(new Order.Result.Done(state));
    } else if (runner != null) {
      runner.order(order);
    } else if (VerbTable.cell(state, verb) instanceof VerbTable.Cell.Refuses) {
      order.answer().complete(new Order.Result.No(VerbTable.refused(state, verb)));
    } else if (closing || isLive(id) || !store.isFreeFor(id, replica)) {
      order.answer().cancel(false);
    } else {
      withoutRoom.add(id);
      claim(work, Optional.of(order));
    }
  }

  /// How much of a work it would show now; 0 when it cannot.
  long seqOf(WorkId id) {
    var runner = runners.get(id);
    if (runner != null) {
      var durable = runner.course().durable();
      durable.ifPresent(replica.invariants()::i20ShowsWhatIsStored);
      return durable.map(WorkRecord::seq).orElse(0L);
    }
    return store.answers(replica) ? store.memory.find(id).map(WorkRecord::seq).orElse(0L) : 0;
  }

  /// Every runner that it has now.
  List<SimRunner> runners() {
    return new ArrayList<>(runners.values());
  }
}
