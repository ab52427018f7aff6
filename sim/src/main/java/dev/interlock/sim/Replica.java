package dev.interlock.sim;

import dev.interlock.engine.stop.StopVerdict;
import java.time.Instant;
import java.util.SplittableRandom;

/// One server process: its life and death, its clock, its lease, and what it knows of the emergency
/// stop. What it runs is in its [SimWorks].
final class Replica {
  private static final int STOP_POLL_MILLIS = 500;
  private static final long HAND_OFF_GRACE_MILLIS = 5_000;

  private final int number;
  private final World world;
  private final SimStore store;
  private final Invariants invariants;
  private final EffectLog effects;
  private final SplittableRandom chance;
  private final SimWorks works;

  private int incarnation;
  private boolean isUp;
  private long pausedUntil;
  private long cutOffUntil;

  private long clockOffset;

  private final StopView stops = new StopView();
  private final Lease lease;
  private long unreadableUntil;

  /// When it was last hindered in any way from obeying the emergency stop.
  private long hinderedUntil;

  Replica(int number, Schedule.Parts parts, int roomMax, boolean isAlone) {
    this.number = number;
    this.world = parts.world();
    this.store = parts.store();
    this.invariants = parts.invariants();
    this.effects = parts.effects();
    this.chance = world.chance();
    this.works = new SimWorks(this, store, roomMax);
    this.lease = new Lease(isAlone);
  }

  /// What journals call it, in this life.
  String name() {
    return "replica %d.%d".formatted(number, incarnation);
  }

  World world() {
    return world;
  }

  SimStore store() {
    return store;
  }

  Invariants invariants() {
    return invariants;
  }

  EffectLog effects() {
    return effects;
  }

  SplittableRandom chance() {
    return chance;
  }

  SimWorks works() {
    return works;
  }

  void note(String what, long of) {
    world.note(what, number, of);
  }

  int incarnation() {
    return incarnation;
  }

  boolean isUp() {
    return isUp;
  }

  // Its life.

  void start() {
    if (isUp) {
      return;
    }
    world.note("starts", number);
    isUp = true;
    incarnation++;
    works.start();
    stops.forget();
    lease.starts();
    hinder(0);
    readStops();
    deliver(chance.nextInt(20), this::lookAndLookAgain);
  }

  private void lookAndLookAgain() {
    works.look();
    deliver(SimWorks.LOOK_MILLIS, this::lookAndLookAgain);
  }

  void crash() {
    if (!isUp) {
      return;
    }
    world.note("dies", number);
    isUp = false;
    lease.dies(world.now());
    incarnation++;
    pausedUntil = 0;
    cutOffUntil = 0;
    works.die();
    world.in(chance.nextInt(1, 12_000), this::start);
  }

  void handOff() {
    if (!isUp || works.isClosing()) {
      return;
    }
    world.note("hands off", number);
    works.handOff();
    deliver(HAND_OFF_GRACE_MILLIS, works::letGo);
    deliver(2 * HAND_OFF_GRACE_MILLIS, this::crash);
  }

  /// Something on its threads, unless it dies before.
  void deliver(long after, Runnable action) {
    int mine = incarnation;
    world.in(after, () -> run(mine, action));
  }

  private void run(int mine, Runnable action) {
    if (mine != incarnation || !isUp) {
      return;
    }
    long left = pausedUntil - world.now();
    if (left > 0) {
      world.in(left + chance.nextInt(3), () -> run(mine, action));
    } else {
      action.run();
    }
  }

  void pause(long millis) {
    if (isUp && pausedUntil <= world.now()) {
      world.note("stands still", number, millis);
      pausedUntil = world.now() + millis;
      trouble(millis);
    }
  }

  void cutOff(long millis) {
    if (isUp && !isCutOff()) {
      world.note("is cut off", number, millis);
      cutOffUntil = world.now() + millis;
      trouble(millis);
    }
  }

  /// It cannot renew its lease for so long, and stops by itself where it can.
  private void trouble(long millis) {
    hinder(millis);
    long stopsAt = lease.cannotBeRenewed(world.now(), chance);
    deliver(stopsAt - world.now(), this::fenceItself);
    deliver(
        millis + 1,
        () -> {
          if (!isCutOff()) {
            lease.canBeRenewed();
            readStops();
          }
        });
  }

  private void fenceItself() {
    if (lease.mustStop(world.now())) {
      world.note("fences itself", number);
      works.runners().forEach(SimRunner::abandon);
    }
  }

  boolean isCutOff() {
    return cutOffUntil > world.now();
  }

  /// Whether others have to believe that this life of it still runs what it has claimed.
  boolean hasLease(int ofIncarnation) {
    return isUp
        ? ofIncarnation == incarnation && lease.lasts(world.now())
        : ofIncarnation + 1 == incarnation && lease.lastsAfterDeath(world.now());
  }

  void setClock(long offset) {
    world.note("clock", number, offset);
    clockOffset = offset;
  }

  long clockOffset() {
    return clockOffset;
  }

  /// Its wall clock.
  long millis() {
    return world.now() + clockOffset;
  }

  Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  void heal() {
    pausedUntil = 0;
    cutOffUntil = 0;
    unreadableUntil = 0;
    clockOffset = 0;
    lease.canBeRenewed();
    start();
    readStops();
  }

  // The emergency stop.

  void cannotReadStops(long millis) {
    unreadableUntil = world.now() + millis;
    hinder(millis);
    deliver(chance.nextInt(STOP_POLL_MILLIS), this::readStops);
    deliver(millis + chance.nextInt(STOP_POLL_MILLIS), this::readStops);
  }

  private void hinder(long millis) {
    hinderedUntil = Math.max(hinderedUntil, world.now() + millis + STOP_POLL_MILLIS);
  }

  boolean wasHinderedSince(long then) {
    return !isUp || hinderedUntil >= then || works.isClosing();
  }

  /// The store's rows have changed.
  void readStopsSoon() {
    deliver(chance.nextInt(STOP_POLL_MILLIS), this::readStops);
  }

  void readStops() {
    if (!isUp) {
      return;
    }
    if (isCutOff() || unreadableUntil > world.now()) {
      stops.cannotBeRead();
    } else {
      stops.read(store.memory.stops());
      tell();
    }
  }

  private void tell() {
    works.obeyStop();
    if (stops.stopsAnything()) {
      works.lookSoon();
    }
  }

  /// A stop that is in force here from now on, and is being stored.
  void orderStop(String name) {
    stops.order(name);
    tell();
  }

  /// What was ordered here is stored.
  void stopIsStored(String name) {
    readStops();
    stops.isStored(name);
  }

  StopVerdict verdictFor(String name) {
    return stops.verdictFor(name);
  }
}
