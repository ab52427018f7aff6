package dev.interlock.sim;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.execute.Order;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkAccount;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// People who give orders about one work: at random while things go wrong, and what it needs to go
/// on once they are healed.
final class Operator {
  private static final int TRIES = 4;
  private static final long POST_CHECKS_WATCHED_MILLIS = 200;
  private static final List<Resolution> RESOLUTIONS = List.of(Resolution.values());

  private final WorkId work;
  private final Schedule.Parts parts;
  private final World world;
  private final SplittableRandom chance;
  private int orders;

  Operator(WorkId work, Schedule.Parts parts) {
    this.work = work;
    this.parts = parts;
    this.world = parts.world();
    this.chance = world.chance();
  }

  void start() {
    int count = chance.nextInt(8);
    for (int i = 0; i < count; i++) {
      world.in(
          chance.nextInt(15_000),
          () -> {
            if (world.faults.strikes(Fault.VERBS, chance, 1)) {
              send(randomVerb());
            }
          });
    }
    if (parts.invariants().stored(work).request().blocks().stream()
        .anyMatch(Operator::hasPostChecks)) {
      world.in(POST_CHECKS_WATCHED_MILLIS, this::watchPostChecks);
    }
  }

  /// Somebody who puts failures right while post checks run, which is seldom by chance alone.
  private void watchPostChecks() {
    var machine = parts.invariants().stored(work);
    if (machine.state().isTerminal() || world.faults.areHealed()) {
      return;
    }
    world.in(POST_CHECKS_WATCHED_MILLIS, this::watchPostChecks);
    boolean isConfirming =
        machine.checksToRun().stream().anyMatch(round -> round.kind() == CheckKind.POST);
    var failed = jobs(machine, JobState.FAILED);
    if (isConfirming && !failed.isEmpty() && world.faults.strikes(Fault.VERBS, chance, 1)) {
      send(new Verb.ResolveJobs(failed, Resolution.RUN_AGAIN));
    }
  }

  private static boolean hasPostChecks(Block block) {
    return !block.checks().post().isEmpty() && block.toleratedFailures() > 0;
  }

  private void send(Verb verb) {
    var reason = WorkAccount.ORDER + Wording.of(work) + "/" + ++orders;
    send(new Call(verb, reason), TRIES);
  }

  /// One call, whatever it takes to have it answered.
  private record Call(Verb verb, String reason) {
    Order order() {
      return Order.of(
          verb, reason, Decision.unrecorded("bob"), new RequestKey(reason, verb.toString()));
    }
  }

  private void send(Call call, int tries) {
    if (tries == 0) {
      return;
    }
    var replica = parts.store().ownerOf(work).orElseGet(() -> parts.anyReplica(chance));
    world.note("order", tries);
    world.mix(call.reason().hashCode());
    world.also(call);
    var isAnswered = new boolean[1];
    replica.deliver(
        chance.nextInt(5),
        () ->
            replica
                .works()
                .order(
                    work,
                    call.order(),
                    answer -> {
                      world.note("order answered", answer.isPresent() ? 1 : 0);
                      world.also(answer);
                      answer.ifPresent(result -> answered(call, result));
                      boolean isHeard = !world.faults.strikes(Fault.ANSWER_LOST, chance, 4);
                      isAnswered[0] |= answer.isPresent() && isHeard;
                    }));
    world.in(
        chance.nextInt(2_000, 6_000),
        () -> {
          if (!isAnswered[0]) {
            send(call, tries - 1);
          }
        });
  }

  private void answered(Call call, Order.Result result) {
    switch (result) {
      case Order.Result.Done _ -> parts.invariants().orderDone(work, call.verb(), call.reason());
      case Order.Result.No _ -> parts.invariants().orderRefused(work, call.verb());
      case Order.Result.RequestIdReused() ->
          throw new IllegalStateException("bug: %s was used before".formatted(call.reason()));
      case Order.Result.Unrecorded() ->
          throw new IllegalStateException("bug: nothing is recorded here");
    }
  }

  private Verb randomVerb() {
    var machine = parts.invariants().stored(work);
    var path = machine.place(chance.nextInt(machine.jobCount())).toString();
    return switch (chance.nextInt(22)) {
      case 0 -> new Verb.Stop();
      case 1 -> new Verb.Cancel();
      case 2 -> new Verb.Kill();
      case 3, 4, 5 -> new Verb.Pause();
      case 6, 7, 8, 9 -> new Verb.Resume();
      case 10, 11, 12 -> new Verb.SkipJobs(List.of(path));
      case 20 -> new Verb.Approve("plan", List.of("sre"));
      case 21 -> new Verb.Deny();
      case 13, 14, 15 ->
          new Verb.SetLimit(
              chance.nextInt(machine.request().blocks().size()), chance.nextInt(1, 6));
      default -> resolve(machine, path, RESOLUTIONS.get(chance.nextInt(RESOLUTIONS.size())));
    };
  }

  private Verb resolve(WorkMachine machine, String path, Resolution as) {
    var unknown = jobs(machine, JobState.UNKNOWN);
    var failed = chance.nextBoolean() ? jobs(machine, JobState.FAILED) : List.<String>of();
    if (!unknown.isEmpty()) {
      return new Verb.ResolveJobs(unknown, as);
    }
    return new Verb.ResolveJobs(failed.isEmpty() ? List.of(path) : failed, as);
  }

  private static List<String> jobs(WorkMachine machine, JobState in) {
    var found = new ArrayList<String>();
    for (int job = 0; job < machine.jobCount(); job++) {
      boolean isOpen = machine.block(machine.blockOf(job)).endedMillis() == 0;
      if (isOpen && machine.jobState(job) == in) {
        found.add(machine.place(job).toString());
      }
    }
    return found;
  }

  /// What a person does about a work that cannot go on by itself.
  void help() {
    var machine = parts.invariants().stored(work);
    boolean isPaused = machine.state() == WorkState.PAUSED || machine.state() == WorkState.PAUSING;
    var failed = jobs(machine, JobState.FAILED);
    if (isPaused && !failed.isEmpty()) {
      failed.forEach(job -> send(new Verb.SkipJobs(List.of(job))));
    }
    if (isPaused) {
      send(new Verb.Resume());
    }
    var unknown = jobs(machine, JobState.UNKNOWN);
    if (!machine.state().isTerminal() && !unknown.isEmpty()) {
      var as = RESOLUTIONS.get(chance.nextInt(RESOLUTIONS.size()));
      send(new Verb.ResolveJobs(unknown, as));
    }
  }
}
