package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What pausing, resuming and ending does to works; [VerbTableTest] has every verb in every state.
class VerbsTest {
  private static final Duration LATER = Duration.ofHours(2);

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob stubborn =
      ScriptedJob.idempotent(
          "stubborn",
          (_, _) -> {
            while (true) {
              try {
                gate.pass();
                mayEnd.await();
                return new Outcome.Succeeded("in my own time");
              } catch (InterruptedException _) {
                // goes on
              }
            }
          });
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private EngineUnderTest engine = start(100);

  private EngineUnderTest start(int worksMax) {
    var another =
        EngineUnderTest.on(memory, gated, once, quick, stubborn).worksMax(worksMax).start();
    engines.add(another);
    return another;
  }

  /// The process ends as by kill -9, and another one goes on.
  private void restart() {
    engine.kill();
    engine = start(100);
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private WorkState done(WorkId id, Verb verb) throws InterruptedException {
    var answer = engine.order(id, verb);
    assertThat(answer).isInstanceOf(OrderAnswer.Done.class);
    return ((OrderAnswer.Done) answer).state();
  }

  private Why refusalOf(WorkId id, Verb verb) throws InterruptedException {
    var answer = engine.order(id, verb);
    assertThat(answer).isInstanceOf(OrderAnswer.NotNow.class);
    return ((OrderAnswer.NotNow) answer).refused().why();
  }

  private static Verb ending(WorkState end) {
    return switch (end) {
      case STOPPED -> new Verb.Stop();
      case CANCELLED -> new Verb.Cancel();
      case KILLED -> new Verb.Kill();
      default -> throw new IllegalArgumentException("no verb ends in " + end);
    };
  }

  /// By a verb, or by the emergency stop.
  private void end(WorkId id, WorkState end) throws InterruptedException {
    if (end == WorkState.ES_STOPPED) {
      var _ = engine.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
    } else {
      assertThat(done(id, ending(end))).isEqualTo(end);
    }
    engine.awaitEnd(id, end);
  }

  private WorkId paused() throws InterruptedException {
    var id = engine.run(block(1, 0, "gated", "quick"), block("quick"));
    gate.awaitArrivals(1);
    assertThat(done(id, new Verb.Pause())).isEqualTo(WorkState.PAUSING);
    gate.letThrough(1);
    engine.awaitRest(id, WorkState.PAUSED);
    return id;
  }

  private WorkId notYetDue() throws InterruptedException {
    var id = engine.submit(block("quick"));
    var startAt = engine.clock.instant().plus(LATER);
    assertThat(engine.engine.exec(id, startAt, new Caller("ann", "")))
        .isEqualTo(new ExecAnswer.Accepted());
    engine.awaitRest(id, WorkState.WAITING);
    return id;
  }

  /// Waits for a person: nobody knows what became of its first job.
  private WorkId unresolved() throws InterruptedException {
    var id = engine.run(block(1, 0, "once", "quick"));
    gate.awaitArrivals(1);
    restart();
    engine.awaitRest(id, WorkState.WAITING);
    return id;
  }

  @Test
  void a_paused_work_starts_nothing_more_and_what_runs_counts() throws Exception {
    var id = paused();

    assertThat(engine.jobs(id))
        .containsExactly(JobState.COMPLETED, JobState.NOT_STARTED, JobState.NOT_STARTED);
    assertThat(quick.started()).isEmpty();
    assertThat(engine.stored(id).summary().reason()).isEqualTo("bob: a drill");
    assertThat(engine.live.count()).isZero();
    done(id, new Verb.Resume());

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started()).hasSize(1);
    assertThat(quick.started()).hasSize(2);
    assertThat(engine.facts(id, Fact.Resumed.class))
        .containsExactly(new Fact.Resumed("bob", "a drill"));
  }

  @Test
  void a_work_that_is_resumed_before_its_last_job_has_ended_was_never_paused() throws Exception {
    var id = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);

    done(id, new Verb.Pause());
    assertThat(done(id, new Verb.Resume())).isEqualTo(WorkState.RUNNING);
    gate.letThrough(1);

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.facts(id, Fact.Paused.class)).isEmpty();
  }

  @Test
  void a_work_that_was_pausing_when_its_process_died_runs_again_only_when_it_is_resumed()
      throws Exception {
    var id = engine.run(block("gated"), block("quick"));
    gate.awaitArrivals(1);
    done(id, new Verb.Pause());

    restart();

    engine.awaitRest(id, WorkState.PAUSED);
    assertThat(engine.jobs(id)).containsExactly(JobState.WAITING, JobState.NOT_STARTED);
    assertThat(gated.started()).hasSize(1);
    done(id, new Verb.Resume());
    gate.awaitArrivals(1);
    gate.letThrough(2);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(gated.started()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_paused_work_can_be_ended(WorkState end) throws Exception {
    var id = paused();

    end(id, end);

    assertThat(engine.jobs(id))
        .containsExactly(JobState.COMPLETED, JobState.NOT_STARTED, JobState.NOT_STARTED);
    assertThat(quick.started()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_paused_work_can_be_ended_after_a_restart(WorkState end) throws Exception {
    var id = paused();
    restart();

    end(id, end);

    assertThat(engine.facts(id, Fact.WorkEnded.class)).hasSize(1);
    assertThat(quick.started()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_work_that_waits_for_a_person_can_be_ended(WorkState end) throws Exception {
    var id = unresolved();

    end(id, end);

    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    assertThat(once.started()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_work_that_is_not_yet_due_can_be_ended(WorkState end) throws Exception {
    var id = notYetDue();

    end(id, end);

    engine.clock.advance(LATER);
    engine.claims.wake();
    assertThat(quick.started()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_work_that_waits_for_room_can_be_ended(WorkState end) throws Exception {
    engine.close();
    engine = start(1);
    var first = engine.run(block("gated"));
    gate.awaitArrivals(1);
    var second = engine.run(block("quick"));
    assertThat(engine.stored(second).summary().state()).isEqualTo(WorkState.WAITING);

    end(second, end);

    assertThat(quick.started()).isEmpty();
    assertThat(gate.inside()).isEqualTo(end == WorkState.ES_STOPPED ? 0 : 1);
    gate.letThrough(1);
    assertThat(engine.awaitEnd(first).summary().state().isTerminal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"STOPPED", "CANCELLED", "KILLED", "ES_STOPPED"})
  void a_work_that_was_only_submitted_can_be_ended_by_verbs(WorkState end) throws Exception {
    var id = engine.submit(block("quick"));

    if (end == WorkState.ES_STOPPED) { // what was never executed needs no stop: it does not run
      var _ = engine.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
      assertThat(engine.exec(id)).isInstanceOf(ExecAnswer.Stopped.class);
      return;
    }
    end(id, end);

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.AlreadyExecuted(end));
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void a_work_that_is_not_yet_due_keeps_its_time_when_it_is_paused_and_resumed() throws Exception {
    var id = notYetDue();

    assertThat(done(id, new Verb.Pause())).isEqualTo(WorkState.PAUSED);
    engine.awaitRest(id, WorkState.PAUSED);
    assertThat(done(id, new Verb.Resume())).isEqualTo(WorkState.WAITING);
    engine.awaitRest(id, WorkState.WAITING);
    assertThat(quick.started()).isEmpty();

    engine.clock.advance(LATER);
    engine.claims.wake();
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_work_that_is_due_while_it_is_paused_runs_once_it_is_resumed() throws Exception {
    var id = notYetDue();
    done(id, new Verb.Pause());
    engine.awaitRest(id, WorkState.PAUSED);

    engine.clock.advance(LATER);
    engine.claims.wake();
    engine.awaitRest(id, WorkState.PAUSED);
    assertThat(quick.started()).isEmpty();
    done(id, new Verb.Resume());

    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_work_that_waits_for_room_can_be_paused_and_takes_none_then() throws Exception {
    engine.close();
    engine = start(1);
    var first = engine.run(block("gated"));
    gate.awaitArrivals(1);
    var second = engine.run(block("quick"));

    assertThat(done(second, new Verb.Pause())).isEqualTo(WorkState.PAUSED);
    gate.letThrough(1);
    engine.awaitEnd(first, WorkState.COMPLETED);
    engine.awaitRest(second, WorkState.PAUSED);
    assertThat(quick.started()).isEmpty();

    done(second, new Verb.Resume());
    engine.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void a_resumed_work_is_judged_by_the_policies_again() throws Exception {
    var id = paused();
    var violation = new dev.interlock.plugin.Violation("name", "is not allowed any more");
    engine.policy = _ -> List.of(violation);

    assertThat(engine.order(id, new Verb.Resume()))
        .isInstanceOfSatisfying(
            OrderAnswer.Rejected.class,
            rejected ->
                assertThat(rejected.violations())
                    .singleElement()
                    .asString()
                    .contains("is not allowed any more"));

    assertThat(engine.state(id)).isEqualTo(WorkState.PAUSED);
    engine.policy = _ -> List.of();
    done(id, new Verb.Resume());
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_work_is_not_resumed_while_the_emergency_stop_holds() throws Exception {
    var id = paused();
    engine.file.says(new Reading.Bad("no such file"));
    engine.poll();

    assertThat(engine.order(id, new Verb.Resume())).isInstanceOf(OrderAnswer.Stopped.class);

    assertThat(engine.state(id)).isEqualTo(WorkState.PAUSED);
    engine.file.says(ScriptedSource.go(Plans.NAME, "Other"));
    engine.poll();
    done(id, new Verb.Resume());
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  @Test
  void a_work_that_was_paused_for_more_than_a_day_is_not_resumed() throws Exception {
    var id = paused();
    engine.clock.advance(Duration.ofHours(12));
    engine.clock.awaitSleepers(2); // the sources of the stop have been read, and wait for the next
    engine.poll();
    engine.clock.advance(Duration.ofHours(12));
    engine.clock.awaitSleepers(2); // the sources of the stop have been read, and wait for the next
    engine.poll();

    assertThat(refusalOf(id, new Verb.Resume())).isEqualTo(Why.PAUSED_TOO_LONG);

    end(id, WorkState.STOPPED);
  }

  @Test
  void a_work_that_waits_for_a_person_waits_again_after_a_pause() throws Exception {
    var id = unresolved();

    assertThat(done(id, new Verb.Pause())).isEqualTo(WorkState.PAUSED);
    assertThat(done(id, new Verb.Resume())).isEqualTo(WorkState.WAITING);

    engine.awaitRest(id, WorkState.WAITING);
    assertThat(engine.stored(id).summary().reason()).contains("blocks[0].jobs[0] once");
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void a_stopped_work_ends_with_what_runs_and_a_cancelled_one_does_not_wait_for_it()
      throws Exception {
    var stopped = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    assertThat(done(stopped, new Verb.Stop())).isEqualTo(WorkState.STOPPING);
    gate.letThrough(1);
    engine.awaitEnd(stopped, WorkState.STOPPED);
    assertThat(engine.jobs(stopped)).containsExactly(JobState.COMPLETED, JobState.NOT_STARTED);

    var cancelled = engine.run(block(1, 0, "gated", "quick"));
    gate.awaitArrivals(1);
    done(cancelled, new Verb.Stop());
    done(cancelled, new Verb.Cancel());
    engine.awaitEnd(cancelled, WorkState.CANCELLED);
    assertThat(engine.jobs(cancelled)).containsExactly(JobState.CANCELLED, JobState.NOT_STARTED);
    assertThat(quick.started()).isEmpty();
  }

  @Test
  void a_kill_waits_for_nothing_and_what_still_runs_is_of_no_account() throws Exception {
    var id = engine.run(block("stubborn"), block("quick"));
    gate.awaitArrivals(1);
    assertThat(done(id, new Verb.Cancel())).isEqualTo(WorkState.STOPPING);

    assertThat(done(id, new Verb.Kill())).isEqualTo(WorkState.KILLED);

    engine.awaitEnd(id, WorkState.KILLED);
    var facts = engine.facts(id);
    assertThat(engine.jobs(id)).containsExactly(JobState.UNKNOWN, JobState.NOT_STARTED);
    mayEnd.countDown();
    gate.letThrough(2);
    engine.awaitUntil(() -> gate.inside() == 0);
    assertThat(engine.facts(id)).isEqualTo(facts);
  }

  @Test
  void a_verb_on_no_work_is_refused() throws Exception {
    var none = new WorkId(new java.util.UUID(1, 1));

    assertThat(engine.order(none, new Verb.Kill())).isEqualTo(new OrderAnswer.NoSuchWork());
  }
}
