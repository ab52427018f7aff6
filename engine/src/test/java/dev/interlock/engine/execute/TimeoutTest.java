package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Attempts that take longer than their job type allows.
class TimeoutTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Gate gate = new Gate();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ScriptedJob again = ScriptedJob.of("again", CrashClass.IDEMPOTENT, TIMEOUT, gate);
  private final ScriptedJob once = ScriptedJob.of("once", CrashClass.ONCE, TIMEOUT, gate);
  private final ScriptedJob longer =
      ScriptedJob.of("longer", CrashClass.ONCE, TIMEOUT.multipliedBy(3), gate);
  private final ScriptedJob stubborn =
      ScriptedJob.of(
          "stubborn",
          CrashClass.ONCE,
          TIMEOUT,
          (context, args) -> {
            try {
              return gate.run(context, args);
            } catch (InterruptedException _) {
              mayEnd.await();
              return new Outcome.Succeeded("late");
            }
          });
  private final EngineUnderTest engine =
      EngineUnderTest.on(new InMemoryStore(), again, once, longer, stubborn).start();

  @AfterEach
  void close() {
    mayEnd.countDown();
    gate.letThrough(1_000);
    engine.close();
  }

  @Test
  void an_idempotent_job_that_takes_too_long_fails() throws Exception {
    var id = engine.run(block("again"));
    gate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT);

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.jobs(id)).containsExactly(JobState.FAILED);
    assertThat(engine.job(id, 0).note()).contains("600 s");
    assertThat(again.started()).hasSize(1);
  }

  @Test
  void a_once_job_that_takes_too_long_is_unknown() throws Exception {
    var id = engine.run(block("once"));
    gate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT);

    engine.awaitRest(id, WorkState.WAITING);
    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN);
  }

  @Test
  void one_moment_before_its_timeout_nothing_happens() throws Exception {
    var id = engine.run(block("once"));
    gate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT.minusNanos(1));
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void each_attempt_has_its_own_deadline() throws Exception {
    var id = engine.run(block(9, 9, "longer", "again"));
    gate.awaitArrivals(2);

    engine.clock.advance(TIMEOUT);
    engine.awaitUntil(() -> engine.jobs(id).get(1) == JobState.FAILED);
    assertThat(engine.jobs(id).get(0)).isEqualTo(JobState.RUNNING);
    engine.clock.awaitAlarms(1);
    engine.clock.advance(TIMEOUT.multipliedBy(2));

    engine.awaitRest(id, WorkState.WAITING);
    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.FAILED);
  }

  @Test
  void an_attempt_that_ends_early_leaves_the_deadlines_of_others_alone() throws Exception {
    var id = engine.run(block(1, 9, "again", "again"));
    gate.awaitArrivals(1);
    engine.clock.advance(TIMEOUT.minusMinutes(1));
    gate.letThrough(1);
    gate.awaitArrivals(1);

    engine.clock.advance(Duration.ofMinutes(1)); // the first one's deadline
    engine.awaitUntil(() -> engine.jobs(id).get(1) == JobState.RUNNING);
    engine.clock.awaitAlarms(1);
    engine.clock.advance(TIMEOUT.minusMinutes(1));

    engine.awaitEnd(id, WorkState.FAILED);
    assertThat(engine.jobs(id)).containsExactly(JobState.COMPLETED, JobState.FAILED);
  }

  @Test
  void a_job_that_ignores_its_timeout_is_named_and_counts_by_what_it_says_in_the_end()
      throws Exception {
    var id = engine.run(block("stubborn"));
    gate.awaitArrivals(1);

    engine.clock.advance(TIMEOUT);
    engine.awaitUntil(() -> gate.inside() == 0);
    engine.clock.awaitAlarms(1);
    engine.clock.advance(EngineUnderTest.STOP_GRACE);
    engine.awaitUntil(() -> engine.job(id, 0).notStopping());
    assertThat(engine.state(id)).isEqualTo(WorkState.RUNNING);
    mayEnd.countDown();

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.job(id, 0).note()).isEqualTo("late");
  }
}
