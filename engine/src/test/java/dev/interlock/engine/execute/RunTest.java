package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.Engine;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.BlockState;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Outcome;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A work's run when nothing is wrong but its jobs.
class RunTest {
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final EngineUnderTest engine =
      EngineUnderTest.on(
              new InMemoryStore(),
              gated,
              quick,
              failing("fails", new Outcome.Failed("no disk")),
              failing("fatal", new Outcome.Fatal("wrong machine")))
          .start();

  private static ScriptedJob failing(String name, Outcome outcome) {
    return ScriptedJob.once(name, (_, _) -> outcome);
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engine.close();
  }

  @Test
  void a_work_that_is_submitted_and_executed_runs_to_its_end() throws Exception {
    var id = engine.run(block("quick", "quick"), block("quick"));

    engine.awaitEnd(id, WorkState.COMPLETED);

    assertThat(quick.started()).hasSize(3);
    assertThat(engine.stored(id).summary().hadErrors()).isFalse();
    assertThat(engine.stored(id).fence()).isEqualTo(1);
  }

  @Test
  void a_work_that_is_only_submitted_does_not_run() throws Exception {
    var id = engine.submit(block("quick"));

    assertThat(engine.state(id)).isEqualTo(WorkState.NOT_STARTED);
    assertThat(engine.facts(id)).containsExactly(new Fact.Submitted("ann"));
  }

  @Test
  void blocks_run_in_order_and_never_together() throws Exception {
    var id = engine.run(block("gated", "gated"), block("quick"));

    gate.awaitArrivals(2);
    gate.letThrough(1);
    engine.awaitUntil(() -> engine.jobs(id).contains(JobState.COMPLETED));
    assertThat(quick.started()).isEmpty();
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void never_runs_more_jobs_at_once_than_the_block_allows() throws Exception {
    var id = engine.run(block(3, 0, 20, "gated"));

    for (int i = 0; i < 20; i++) {
      gate.awaitArrivals(1);
      assertThat(gate.inside()).isLessThanOrEqualTo(3);
      gate.letThrough(1);
    }

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gate.mostAtOnce()).isLessThanOrEqualTo(3);
  }

  @Test
  void runs_as_many_jobs_at_once_as_the_block_allows() throws Exception {
    var id = engine.run(block(7, 0, 20, "gated"));

    gate.awaitArrivals(7);
    gate.letThrough(20);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gate.mostAtOnce()).isEqualTo(7);
  }

  @Test
  void many_works_at_once_each_see_their_own_arguments() throws Exception {
    var seen = new ConcurrentHashMap<String, String>();
    var echo =
        ScriptedJob.idempotent(
            "echo",
            (context, args) -> {
              seen.put(context.idempotencyKey(), args.text("tag"));
              return new Outcome.Succeeded(args.text("tag"));
            });
    try (var busy = EngineUnderTest.on(new InMemoryStore(), echo).start()) {
      for (int work = 0; work < 50; work++) {
        int number = work;
        var jobs =
            IntStream.range(0, 20).mapToObj(j -> job("echo", "tag", number + "-" + j)).toList();
        var id = busy.run(new Block("", 10, 0, jobs));
        busy.awaitUntil(() -> busy.live.count() < 10);
        if (work % 10 == 9) {
          busy.awaitEnd(id, WorkState.COMPLETED);
          for (int j = 0; j < 20; j++) {
            assertThat(seen.get(id + "/" + j)).isEqualTo(number + "-" + j);
            assertThat(busy.job(id, j).note()).isEqualTo(number + "-" + j);
          }
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(900);
  }

  @Test
  void a_failed_job_fails_its_block_and_the_work_and_says_why() throws Exception {
    var id = engine.run(block("quick", "fails"), block("quick"));

    engine.awaitEnd(id, WorkState.FAILED);

    assertThat(engine.jobs(id))
        .containsExactly(JobState.COMPLETED, JobState.FAILED, JobState.NOT_STARTED);
    var summary = engine.stored(id).summary();
    assertThat(summary.reason()).contains("blocks[0].jobs[1] fails", "no disk");
    assertThat(summary.hadErrors()).isTrue();
  }

  @Test
  void a_tolerated_failure_lets_the_next_block_run() throws Exception {
    var id = engine.run(block(2, 1, "fails", "quick"), block("quick"));

    engine.awaitEnd(id, WorkState.FAILED);

    assertThat(quick.started()).hasSize(2);
    assertThat(engine.facts(id, Fact.BlockEnded.class))
        .extracting(Fact.BlockEnded::how)
        .containsExactly(BlockState.COMPLETED, BlockState.COMPLETED);
    assertThat(engine.stored(id).summary().hadErrors()).isTrue();
  }

  @Test
  void a_fatal_outcome_interrupts_what_runs_and_ends_the_work() throws Exception {
    var fatalGate = new Gate();
    var late =
        ScriptedJob.idempotent(
            "late",
            (context, args) -> {
              var _ = fatalGate.run(context, args);
              return new Outcome.Fatal("wrong machine");
            });
    try (var both = EngineUnderTest.on(new InMemoryStore(), late, gated).start()) {
      var id = both.run(block(2, 9, "gated", "late", "gated"));
      gate.awaitArrivals(1);
      fatalGate.awaitArrivals(1);
      fatalGate.letThrough(1);

      both.awaitEnd(id, WorkState.FAILED);

      assertThat(both.jobs(id))
          .containsExactly(JobState.CANCELLED, JobState.FAILED, JobState.NOT_STARTED);
      assertThat(both.stored(id).summary().reason())
          .isEqualTo("blocks[0].jobs[1] late: wrong machine");
      assertThat(both.stored(id).summary().wasEsStopped()).isFalse();
    }
  }

  @Test
  void exec_twice_is_refused_and_runs_nothing_twice() throws Exception {
    var id = engine.run(block("gated"));
    gate.awaitArrivals(1);

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.AlreadyExecuted(WorkState.RUNNING));
    gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.AlreadyExecuted(WorkState.COMPLETED));
    assertThat(gated.started()).hasSize(1);
  }

  @Test
  void exec_repeated_with_its_request_id_gets_the_same_answer() throws Exception {
    var id = engine.submit(block("quick"));
    var caller = new Caller("ann", "call-1");

    assertThat(engine.engine.exec(id, Admission.AT_ONCE, caller))
        .isEqualTo(new ExecAnswer.Accepted());
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.engine.exec(id, Admission.AT_ONCE, caller))
        .isEqualTo(new ExecAnswer.Accepted());

    assertThat(quick.started()).hasSize(1);
  }

  @Test
  void many_callers_who_execute_one_work_run_it_once() throws Exception {
    for (int round = 0; round < 50; round++) {
      var id = engine.submit(block("quick"));
      var accepted = new AtomicInteger();
      var threads =
          EngineUnderTest.times(
                  8,
                  _ ->
                      Thread.ofVirtual()
                          .start(() -> {
                            try {
                              if (engine.exec(id) instanceof ExecAnswer.Accepted) {
                                accepted.incrementAndGet();
                              }
                            } catch (InterruptedException e) {
                              throw new IllegalStateException(e);
                            }
                          }))
              .toList();
      for (var thread : threads) {
        thread.join();
      }
      engine.awaitEnd(id, WorkState.COMPLETED);
      assertThat(accepted).hasValue(1);
      assertThat(quick.started()).hasSize(round + 1);
    }
  }

  @Test
  void a_work_that_is_not_there_cannot_be_executed() throws Exception {
    var id = engine.submit(block("quick"));
    try (var other = EngineUnderTest.on(new InMemoryStore(), quick).start()) {
      assertThat(other.exec(id)).isEqualTo(new ExecAnswer.NoSuchWork());
      assertThat(other.engine.look(id, look -> look.record().id())).isEmpty();
    }
  }

  @Test
  void a_job_that_throws_anything_fails_with_what_it_threw() throws Exception {
    var scripts =
        List.<ScriptedJob.Script>of(
            (_, _) -> {
              throw new IllegalStateException("broken");
            },
            (_, _) -> {
              throw new StackOverflowError();
            },
            (_, _) -> {
              throw new InterruptedException("from nobody");
            },
            (_, _) -> {
              throw new AlsoBroken();
            });
    var expected = List.of("broken", "StackOverflowError", "nobody", "AlsoBroken");
    for (int i = 0; i < scripts.size(); i++) {
      var bad =
          ScriptedJob.of("bad", CrashClass.ONCE, java.time.Duration.ofHours(1), scripts.get(i));
      try (var one = EngineUnderTest.on(new InMemoryStore(), bad).start()) {
        var id = one.run(block("bad"));

        one.awaitEnd(id, WorkState.FAILED);

        assertThat(one.jobs(id)).containsExactly(JobState.FAILED);
        assertThat(one.job(id, 0).note()).contains(expected.get(i));
      }
    }
  }

  /// An exception that cannot even say what it is.
  private static final class AlsoBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void a_running_attempt_shows_its_progress_and_its_last_lines() throws Exception {
    var talks =
        ScriptedJob.idempotent(
            "talks",
            (context, args) -> {
              context.progress(150, "nearly");
              for (int i = 0; i < 100; i++) {
                context.log("line " + i);
              }
              return gate.run(context, args);
            });
    try (var one = EngineUnderTest.on(new InMemoryStore(), talks).start()) {
      var id = one.run(block("talks"));
      gate.awaitArrivals(1);

      var seen =
          one.engine.look(id, look -> look.running().apply(0)).orElseThrow().orElseThrow().seen();

      assertThat(seen.percent()).isEqualTo(100);
      assertThat(seen.note()).isEqualTo("nearly");
      assertThat(seen.lines()).hasSize(64).endsWith("line 99");
      var soFar = one.engine.output(id, "blocks[0].jobs[0]", Engine.LAST_ATTEMPT).orElseThrow();
      assertThat(soFar.isRunning()).isTrue();
      assertThat(soFar.text()).startsWith("line 0\n").endsWith("line 99\n");
      gate.letThrough(1);
      one.awaitEnd(id, WorkState.COMPLETED);
      var kept = one.engine.output(id, "blocks[0].jobs[0]", 1).orElseThrow();
      assertThat(kept.isRunning()).isFalse();
      assertThat(kept.text()).isEqualTo(soFar.text());
      assertThat(one.engine.output(id, "blocks[0].jobs[0]", 2)).isEmpty();
      assertThat(one.engine.output(id, "blocks[0].jobs[1]", 1)).isEmpty();
    }
  }

  @Test
  void a_finish_and_the_start_that_follows_cost_one_commit() throws Exception {
    var id = engine.run(block(1, 0, 10, "quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);

    // submitted; executed and started; nine finish and start; the last finish ends it
    assertThat(engine.store.journal(id, 0, 1_000)).hasSize(2 + 9 + 1);
  }
}
