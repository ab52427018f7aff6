package dev.interlock.sim;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// The database: the store's rules as they are, behind a line on which everything can go wrong. It
/// also keeps who has claimed what, for the leases, which the product does not have yet.
final class SimStore {
  private static final int GIVES_UP_AFTER_MILLIS = 1_000;

  final InMemoryStore memory = new InMemoryStore();
  private final World world;
  private final SplittableRandom chance;
  private final Invariants invariants;
  private final Map<WorkId, Owner> owners = new HashMap<>();

  private record Owner(Replica replica, int incarnation) {}

  SimStore(World world, Invariants invariants) {
    this.world = world;
    this.chance = world.chance();
    this.invariants = invariants;
  }

  /// Sends a write.
  ///
  /// @param reply on the replica's time, unless it dies before; empty when nobody knows whether the
  ///   write was carried out
  void commit(Replica from, Write.Act write, Consumer<Optional<WriteResult>> reply) {
    var faults = world.faults;
    if (faults.strikes(Fault.CRASH_BEFORE_COMMIT, chance, 60)) {
      from.deliver(0, from::crash);
      return;
    }
    boolean isLost = faults.strikes(Fault.COMMIT_LOST, chance, 15);
    boolean isLate = faults.strikes(Fault.COMMIT_LATE, chance, 30);
    boolean isSlow = faults.strikes(Fault.COMMIT_SLOW, chance, 20);
    long arrives = isSlow ? chance.nextInt(500, 8_000) : chance.nextInt(1, 6);
    if (from.isCutOff() || isLost) {
      from.deliver(GIVES_UP_AFTER_MILLIS, () -> reply.accept(Optional.empty()));
    } else if (isLate) {
      world.in(chance.nextInt(5, 20_000), () -> apply(from, write));
      from.deliver(chance.nextInt(1, GIVES_UP_AFTER_MILLIS), () -> reply.accept(Optional.empty()));
    } else {
      int incarnation = from.incarnation();
      int answers = isSlow && chance.nextBoolean() ? chance.nextInt(12_000) : chance.nextInt(3);
      world.in(
          arrives,
          () -> {
            var result = applied(from, write);
            if (incarnation == from.incarnation() && from.isUp()) {
              answer(from, result, answers, reply);
            }
          });
    }
  }

  private WriteResult applied(Replica from, Write.Act write) {
    var result = apply(from, write);
    if (world.faults.strikes(Fault.COMMIT_TWICE, chance, 15)) {
      world.in(chance.nextInt(1, 10_000), () -> apply(from, write));
    }
    return result;
  }

  private void answer(
      Replica from, WriteResult result, int after, Consumer<Optional<WriteResult>> reply) {
    var faults = world.faults;
    if (faults.strikes(Fault.CRASH_INSIDE_COMMIT, chance, 60)) {
      from.crash();
      return;
    }
    boolean isLost = faults.strikes(Fault.REPLY_LOST, chance, 15);
    from.deliver(
        isLost ? GIVES_UP_AFTER_MILLIS : after,
        () -> {
          if (faults.strikes(Fault.CRASH_AFTER_COMMIT, chance, 60)) {
            from.crash();
          } else {
            reply.accept(isLost ? Optional.empty() : Optional.of(result));
          }
        });
  }

  private WriteResult apply(Replica from, Write.Act write) {
    var result = memory.commit(List.of(write)).getFirst();
    if (result instanceof WriteResult.Claimed(var claim, _)) {
      owners.put(claim.id(), new Owner(from, from.incarnation()));
    }
    invariants.applied(write, result, memory);
    return result;
  }

  /// Whether a read of this replica is answered.
  boolean answers(Replica from) {
    return !from.isCutOff() && !world.faults.strikes(Fault.READ_LOST, chance, 15);
  }

  /// Who uses targets; empty when nobody answers.
  Optional<List<TargetUse>> usersOf(Replica from, Set<Target> targets) {
    return answers(from) ? Optional.of(memory.usersOf(targets)) : Optional.empty();
  }

  /// Whether the owner's lease is over, as far as the store knows; or there is none.
  boolean isFreeFor(WorkId work, Replica who) {
    var owner = owners.get(work);
    return owner == null
        || owner.replica() == who
        || !owner.replica().hasLease(owner.incarnation())
        || world.faults.strikes(Fault.TAKE_TOO_EARLY, chance, 10);
  }

  /// The replica that a call about the work is for.
  Optional<Replica> ownerOf(WorkId work) {
    return Optional.ofNullable(owners.get(work))
        .filter(owner -> owner.replica().hasLease(owner.incarnation()))
        .map(Owner::replica);
  }

  /// It needs the work no longer.
  void release(WorkId work, Replica who) {
    var owner = owners.get(work);
    if (owner != null && owner.replica() == who && owner.incarnation() == who.incarnation()) {
      owners.remove(work);
    }
  }
}
