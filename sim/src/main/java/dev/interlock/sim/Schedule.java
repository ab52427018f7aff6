package dev.interlock.sim;

import dev.interlock.engine.work.BrokenInvariant;
import dev.interlock.engine.work.WorkId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// One run of everything: what a seed makes of it. The same seed gives the same run, event by
/// event.
public final class Schedule {
  private static final long TROUBLE_MILLIS = 20_000;
  private static final long HEALING_MILLIS = 600_000;
  private static final long HELP_MILLIS = 5_000;

  private final long seed;
  private final World world;
  private final Parts parts;
  private final List<Client> clients = new ArrayList<>();

  /// What actors share.
  static final class Parts {
    private final World world;
    private final EffectLog effects = new EffectLog();
    private final Invariants invariants;
    private final SimStore store;
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<WorkId, Operator> operators = new TreeMap<>();

    Parts(World world) {
      this.world = world;
      this.invariants = new Invariants(world, effects);
      this.store = new SimStore(world, invariants);
    }

    World world() {
      return world;
    }

    EffectLog effects() {
      return effects;
    }

    Invariants invariants() {
      return invariants;
    }

    SimStore store() {
      return store;
    }

    List<Replica> replicas() {
      return replicas;
    }

    Replica anyReplica(SplittableRandom chance) {
      return replicas.get(chance.nextInt(replicas.size()));
    }

    /// From now on people give orders about the work.
    void operatorsOf(WorkId work) {
      var operator = new Operator(work, this);
      operators.put(work, operator);
      operator.start();
    }
  }

  /// What came of a run.
  ///
  /// @param broken the invariant that did not hold; empty when all did
  /// @param trace a line an event; empty unless it was asked for
  public record Result(
      long seed, long hash, int events, Optional<Throwable> broken, List<String> trace) {
    public Result {
      trace = List.copyOf(trace);
    }

    /// The number of the invariant that did not hold: `I8`; `bug` when the engine itself found that
    /// something is wrong, empty when all is well.
    public String invariant() {
      return broken
          .map(e -> e instanceof BrokenInvariant invariant ? invariant.invariant() : "bug")
          .orElse("");
    }
  }

  /// @param without faults that are left out, for a smaller trace of the same failure
  /// @param isTraced whether to keep a line of each event
  public Schedule(long seed, Set<Fault> without, boolean isTraced) {
    this.seed = seed;
    this.world = new World(seed, without, isTraced);
    this.parts = new Parts(world);
  }

  /// One with all the faults that its seed gives it.
  public static Schedule of(long seed) {
    return new Schedule(seed, EnumSet.noneOf(Fault.class), false);
  }

  /// Runs it to its end.
  public Result run() {
    Optional<Throwable> broken = Optional.empty();
    try {
      live();
    } catch (BrokenInvariant | RuntimeException e) {
      broken = Optional.of(e);
    }
    return new Result(seed, world.hash(), world.events(), broken, world.trace());
  }

  private void live() {
    var topology = Topology.of(world.chance(), world.faults);
    for (int i = 0; i < topology.replicas(); i++) {
      parts.replicas.add(new Replica(i, parts, topology.roomEach(), topology.replicas() == 1));
    }
    for (int i = 0; i < topology.works().size(); i++) {
      clients.add(new Client(i, parts, topology.works().get(i)));
    }
    var nemesis = new Nemesis(parts, TROUBLE_MILLIS);
    parts.invariants.whenStopped(nemesis::stopIsStored);
    parts.replicas.forEach(Replica::start);
    clients.forEach(Client::start);
    nemesis.start();
    goOnUntil(World.BEGIN_MILLIS + TROUBLE_MILLIS);
    heal();
    parts.invariants.allIsOver(parts.store.memory);
  }

  private void goOnUntil(long millis) {
    while (world.nextAt() <= millis) {
      world.step();
    }
  }

  /// All faults are over; people do what they must, and everything comes to an end.
  private void heal() {
    world.note("heals");
    world.faults.heal();
    parts.replicas.forEach(Replica::heal);
    long end = world.now() + HEALING_MILLIS;
    while (world.now() < end && !isOver()) {
      parts.operators.values().forEach(Operator::help);
      goOnUntil(Math.max(world.nextAt(), world.now() + HELP_MILLIS));
    }
  }

  private boolean isOver() {
    return parts.operators.keySet().stream().allMatch(parts.invariants::isOver)
        && clients.stream().allMatch(client -> client.work().isPresent());
  }

  /// How often each fault happened is added there.
  void countFaults(long[] counts) {
    world.faults.addTo(counts);
  }

  /// The same for what came to pass.
  void countHappenings(long[] counts) {
    world.addHappeningsTo(counts);
  }

  Set<Fault> faults() {
    return world.faults.enabled();
  }
}
