package dev.interlock.sim;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Submits one work, has it run, and watches it; repeats what was not answered.
final class Client {
  private static final int TRIES = 12;
  private static final long DAY_MILLIS = 86_400_000;

  private final int number;
  private final Schedule.Parts parts;
  private final World world;
  private final SplittableRandom chance;
  private final ClientCall.Submit submit;
  private final boolean executes;
  private int ids;
  private @Nullable WorkId work;
  private final Map<Replica, Long> seen = new HashMap<>();

  Client(int number, Schedule.Parts parts, WorkReq request) {
    this.number = number;
    this.parts = parts;
    this.world = parts.world();
    this.chance = world.chance();
    boolean expires = world.faults.strikes(Fault.EXPIRY, chance, 3);
    long expiresAfter = expires ? chance.nextInt(1_000, 20_000) : DAY_MILLIS;
    this.submit =
        new ClientCall.Submit(request, new RequestKey("submit " + number, "s"), expiresAfter);
    this.executes = chance.nextInt(8) > 0;
  }

  void start() {
    world.in(chance.nextInt(2_000), () -> submit(TRIES));
  }

  /// The work, once it was acknowledged.
  Optional<WorkId> work() {
    return Optional.ofNullable(work);
  }

  private void submit(int tries) {
    var replica = parts.anyReplica(chance);
    if (work != null || tries == 0) {
      return;
    }
    world.in(chance.nextInt(1_500, 4_000), () -> submit(tries - 1));
    if (replica.isUp()) {
      var id = new WorkId(new UUID(number + 1L, ++ids));
      parts
          .store()
          .commit(
              replica,
              submit.write(id, replica.millis()),
              reply -> {
                boolean isHeard = !world.faults.strikes(Fault.ANSWER_LOST, chance, 4);
                if (reply.orElse(null) instanceof WriteResult.Submitted(var given, _, _)
                    && isHeard) {
                  accepted(given);
                }
              });
    }
  }

  private void accepted(WorkId id) {
    parts.invariants().acknowledged(id, parts.store().memory);
    if (work == null) {
      work = id;
      world.note("submitted", number);
      world.also(Wording.of(id));
      parts.operatorsOf(id);
      look(id, 4);
      if (executes) {
        long wait = chance.nextInt(8) == 0 ? chance.nextInt(10_000) : chance.nextInt(500);
        long startAt = chance.nextInt(6) == 0 ? world.now() + chance.nextInt(10_000) : 0;
        world.in(wait, () -> exec(new Execution(id, startAt, 0), TRIES));
        if (chance.nextInt(4) == 0) { // and somebody else too
          world.in(chance.nextInt(3_000), () -> exec(new Execution(id, 0, 1), 2));
        }
      }
    }
  }

  private record Execution(WorkId id, long startAt, int who) {
    RequestKey key() {
      return new RequestKey("exec %s %d".formatted(id, who), "at " + startAt);
    }
  }

  private void exec(Execution execution, int tries) {
    var state = parts.store().memory.find(execution.id()).orElseThrow().summary().state();
    boolean isSettled = state != WorkState.NOT_STARTED && chance.nextInt(3) > 0;
    if (tries == 0 || isSettled) {
      return;
    }
    world.in(chance.nextInt(1_000, 5_000), () -> exec(execution, tries - 1));
    var replica = parts.anyReplica(chance);
    replica.deliver(
        chance.nextInt(3),
        () ->
            replica
                .works()
                .exec(
                    new ClientCall.Exec(
                        execution.id(), "ann", execution.startAt(), execution.key()),
                    answer -> world.note("exec answered", number, answer.isPresent() ? 1 : 0)));
  }

  /// I20: what one client sees of a work by one replica never goes back.
  private void look(WorkId id, int times) {
    if (times == 0) {
      return;
    }
    world.in(chance.nextInt(200, 6_000), () -> look(id, times - 1));
    var replica = parts.anyReplica(chance);
    replica.deliver(
        0,
        () -> {
          long seq = replica.works().seqOf(id);
          parts.invariants().i20SeesNoFuture(id, seq, seen.getOrDefault(replica, 0L));
          if (seq > 0) {
            seen.put(replica, seq);
          }
        });
  }
}
