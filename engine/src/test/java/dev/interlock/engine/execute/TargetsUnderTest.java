package dev.interlock.engine.execute;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Processes, one after another on one store, with jobs that touch machines: those of `erase` are
/// IDEMPOTENT, those of `wire` ONCE, and all wait to be let through.
final class TargetsUnderTest implements AutoCloseable {
  static final Target AA00 = new Target("machine", "aa00");
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  final InMemoryStore memory = new InMemoryStore();
  final Gate gate = new Gate();
  final ScriptedJob erase = ScriptedJob.touching("erase", CrashClass.IDEMPOTENT, gate);
  private final ScriptedJob wire = ScriptedJob.touching("wire", CrashClass.ONCE, gate);
  private final List<EngineUnderTest> engines = new ArrayList<>();

  EngineUnderTest start() {
    return start(100);
  }

  EngineUnderTest start(int worksMax) {
    var started =
        EngineUnderTest.on(memory, erase, wire)
            .replica("server-" + (engines.size() + 1))
            .worksMax(worksMax)
            .start();
    engines.add(started);
    return started;
  }

  @Override
  public void close() {
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  /// Jobs that may all run at once.
  static Block block(String jobType, String... machines) {
    return BlockPlan.of(jobs(jobType, machines)).block();
  }

  static Job[] jobs(String jobType, String... machines) {
    return Stream.of(machines)
        .map(machine -> Plans.job(jobType, "tag", machine))
        .toArray(Job[]::new);
  }

  static String waitsFor(EngineUnderTest engine, WorkId id) throws InterruptedException {
    return engine.engine.look(id, look -> look.machine().waitsFor(look.at())).orElseThrow();
  }

  static void awaitWaiting(EngineUnderTest on, WorkId id) {
    on.awaitUntil(() -> !on.facts(id, Fact.TargetAwaited.class).isEmpty());
  }

  /// Runs a work that has to wait for a target.
  static WorkId waiting(EngineUnderTest on, Block block) throws InterruptedException {
    var id = on.run(block);
    lookAgain(on);
    awaitWaiting(on, id);
    return id;
  }

  /// Runs a work whose one job touches `aa00`, until it is to be let through.
  WorkId touching(EngineUnderTest on, String jobType) throws InterruptedException {
    var id = on.run(block(jobType, "aa00"));
    gate.awaitArrivals(1);
    return id;
  }

  /// Lets some time pass, so that a work which waits looks again.
  static void lookAgain(EngineUnderTest on) {
    on.clock.advance(LOOK_AGAIN);
  }
}
