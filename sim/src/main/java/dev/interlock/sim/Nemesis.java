package dev.interlock.sim;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.EmergencyStop;
import java.time.Instant;
import java.util.SplittableRandom;

/// What happens to replicas and to the emergency stop at random moments.
final class Nemesis {
  private static final long OBEYED_WITHIN_MILLIS = 3_000;

  private final Schedule.Parts parts;
  private final World world;
  private final long untilMillis;
  private final SplittableRandom repeats;
  private int stops;

  Nemesis(Schedule.Parts parts, long untilMillis) {
    this.parts = parts;
    this.world = parts.world();
    this.untilMillis = untilMillis;
    this.repeats = world.chance();
  }

  void start() {
    plan(Fault.CRASH, 3, (chance, replica) -> replica.crash());
    plan(Fault.HAND_OFF, 2, (chance, replica) -> replica.handOff());
    plan(Fault.PAUSE, 3, (chance, replica) -> replica.pause(chance.nextInt(100, 30_000)));
    plan(Fault.PARTITION, 3, (chance, replica) -> replica.cutOff(chance.nextInt(100, 15_000)));
    plan(
        Fault.CLOCK_WRONG,
        1,
        (chance, replica) -> replica.setClock(chance.nextInt(-60_000, 60_000)));
    plan(
        Fault.CLOCK_JUMP,
        3,
        (chance, replica) ->
            replica.setClock(replica.clockOffset() + chance.nextInt(-5_000, 5_000)));
    plan(
        Fault.STOP_UNREADABLE,
        2,
        (chance, replica) -> replica.cannotReadStops(chance.nextInt(500, 8_000)));
    plan(Fault.STOP_FLIP, 2, this::pull);
  }

  private interface Deed {
    void to(SplittableRandom chance, Replica replica);
  }

  private void plan(Fault fault, int most, Deed deed) {
    var chance = world.chance();
    int times = chance.nextInt(1, most + 1);
    for (int i = 0; i < times; i++) {
      world.in(
          chance.nextLong(untilMillis),
          () -> {
            var replica = parts.anyReplica(chance);
            var deedChance = chance.split();
            if (world.faults.strikes(fault, chance, 1)) {
              deed.to(deedChance, replica);
            }
          });
    }
  }

  /// Pulls the emergency stop, and mostly releases it later.
  private void pull(SplittableRandom chance, Replica replica) {
    int kind = chance.nextInt(6);
    var name = kind == 0 ? EmergencyStop.ALL : Topology.NAMES.get(kind % Topology.NAMES.size());
    if (replica.isUp() && chance.nextInt(3) > 0) {
      replica.orderStop(name);
    }
    store(replica, new Order(name, "stop", "stop " + ++stops));
    if (chance.nextInt(4) > 0) {
      world.in(
          chance.nextInt(200, 10_000),
          () -> store(parts.anyReplica(chance), new Order(name, "go", "stop " + ++stops)));
    }
  }

  /// One call, repeated until it is answered.
  private static final class Order {
    private final String name;
    private final String status;
    private final RequestKey key;
    private boolean isAnswered;

    Order(String name, String status, String id) {
      this.name = name;
      this.status = status;
      this.key = new RequestKey(id, name + status);
    }

    Write.Act write(long now) {
      var row = new StopRow(name, status, "drill", "bob", Instant.ofEpochMilli(now));
      return new Write.SetStop(row, key);
    }
  }

  private void store(Replica replica, Order order) {
    if (order.isAnswered) {
      return;
    }
    world.in(2_000, () -> store(parts.anyReplica(repeats), order));
    if (replica.isUp()) {
      parts
          .store()
          .commit(
              replica,
              order.write(replica.millis()),
              reply -> {
                if (reply.orElse(null) instanceof WriteResult.StopSet) {
                  order.isAnswered = true;
                  replica.stopIsStored(order.name);
                }
              });
    }
  }

  /// I10: some time after a stop is stored, every attempt has been told to end.
  void stopIsStored(String name) {
    for (var replica : parts.replicas()) {
      replica.readStopsSoon();
    }
    var invariants = parts.invariants();
    if (invariants.isStopped(name)) {
      long then = world.now();
      long epoch = invariants.stopEpoch();
      world.in(
          OBEYED_WITHIN_MILLIS,
          () ->
              parts.replicas().forEach(replica -> invariants.i10Obeys(replica, name, epoch, then)));
    }
  }
}
