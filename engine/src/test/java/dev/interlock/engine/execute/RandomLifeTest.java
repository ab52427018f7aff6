package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Works that live through processes killed at random moments and a store that fails at random, on
/// real threads. What the jobs did is counted apart from what the journal says.
class RandomLifeTest {
  private static final int LIVES = 40;
  private static final int WORKS = 6;
  private static final int KILLS = 3;

  private final Map<String, Integer> starts = new ConcurrentHashMap<>();
  private final ScriptedJob again =
      ScriptedJob.idempotent("again", (context, _) -> started(context.idempotencyKey()));
  private final ScriptedJob once =
      ScriptedJob.once("once", (context, _) -> started(context.idempotencyKey()));

  private Outcome started(String key) {
    starts.merge(key, 1, Integer::sum);
    return new Outcome.Succeeded("");
  }

  @Test
  void nothing_acknowledged_is_lost_and_nothing_that_may_run_once_runs_twice() throws Exception {
    for (long seed = 0; seed < LIVES; seed++) {
      try {
        live(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void live(SplittableRandom random) throws InterruptedException {
    var memory = new InMemoryStore();
    var ids = new ArrayList<WorkId>();
    for (int life = 0; life <= KILLS; life++) {
      var engine = EngineUnderTest.on(memory, again, once).worksMax(4).start();
      boolean isLast = life == KILLS;
      for (int i = 0; life == 0 && i < WORKS; i++) {
        ids.add(engine.run(randomBlocks(random)));
      }
      var faults = random.split();
      if (!isLast) {
        engine.store.beforeCommit(_ -> maybeFail(engine, faults));
        goOnFor(engine, random.nextInt(6));
        engine.kill();
      } else {
        awaitAll(engine, ids);
        engine.close();
      }
    }
    for (var id : ids) {
      check(memory, id);
    }
  }

  private static Block[] randomBlocks(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(1, 4))
        .mapToObj(_ ->
            Plans.block(
                random.nextInt(1, 4),
                0,
                random.nextInt(1, 6),
                random.nextInt(3) == 0 ? "once" : "again"))
        .toArray(Block[]::new);
  }

  /// Not carried out, or carried out without an answer; called by one thread at a time.
  private static void maybeFail(EngineUnderTest engine, SplittableRandom faults) {
    switch (faults.nextInt(8)) {
      case 0 -> throw new StoreUnavailable("by chance", null);
      case 1 -> engine.store.loseReplies(1);
      default -> {}
    }
  }

  /// Lets time pass in steps too small for a poll of the emergency stop.
  private static void goOnFor(EngineUnderTest engine, int steps) {
    for (int step = 0; step < steps; step++) {
      int commits = engine.store.commits().size();
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            engine.clock.advance(Duration.ofMillis(60));
            return engine.store.commits().size() > commits || engine.live.count() == 0;
          });
    }
  }

  private static void awaitAll(EngineUnderTest engine, List<WorkId> ids) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          engine.clock.advance(Duration.ofMillis(60));
          for (var id : ids) {
            resolveWhatIsUnknown(engine, id);
          }
          return ids.stream().allMatch(id -> engine.stored(id).summary().state().isTerminal());
        });
  }

  /// What a person does, having looked.
  private static void resolveWhatIsUnknown(EngineUnderTest engine, WorkId id)
      throws InterruptedException {
    if (engine.stored(id).summary().dueMillis() == WorkMachine.AT_REST) {
      var unknown = engine.engine.look(id, look -> unknownJobs(look.machine())).orElseThrow();
      var answer = engine.order(id, new Verb.ResolveJobs(unknown, Resolution.FAILED));
      assertThat(answer).isInstanceOf(OrderAnswer.Done.class);
    }
  }

  private static List<String> unknownJobs(WorkMachine machine) {
    return IntStream.range(0, machine.jobCount())
        .filter(job -> machine.jobState(job) == JobState.UNKNOWN)
        .mapToObj(job -> machine.place(job).toString())
        .toList();
  }

  private void check(InMemoryStore memory, WorkId id) {
    var machine = new WorkMachine(memory.request(id).orElseThrow());
    var entries = memory.journal(id, 0, Integer.MAX_VALUE);
    entries.forEach(entry -> entry.facts().forEach(fact -> machine.apply(fact, entry.at())));
    var record = memory.find(id).orElseThrow();
    assertThat(record.summary().state()).isEqualTo(machine.state());
    assertThat(machine.state()).isIn(WorkState.COMPLETED, WorkState.FAILED);
    var intents =
        entries.stream()
            .flatMap(entry -> entry.facts().stream())
            .filter(fact -> fact instanceof Fact.AttemptStarted)
            .collect(
                Collectors.groupingBy(
                    fact -> ((Fact.AttemptStarted) fact).job(), Collectors.counting()));
    for (int job = 0; job < machine.jobCount(); job++) {
      int did = starts.getOrDefault(id + "/" + job, 0);
      assertThat((long) did)
          .as("started only by a durable intent")
          .isLessThanOrEqualTo(intents.getOrDefault(job, 0L));
      if (machine.job(job).name().equals("once")) {
        assertThat(did).as("a ONCE job ran").isLessThanOrEqualTo(1);
      } else {
        assertThat(machine.jobState(job)).isNotIn(JobState.FAILED, JobState.UNKNOWN);
      }
      if (machine.jobState(job) == JobState.COMPLETED) {
        assertThat(did).as("a completed job ran").isPositive();
      }
    }
    assertThat(machine.counts().of(JobState.UNKNOWN)).isZero();
    boolean wasAnyUnknown = machine.counts().of(JobState.FAILED) > 0;
    assertThat(machine.state() == WorkState.FAILED).isEqualTo(wasAnyUnknown);
  }
}
