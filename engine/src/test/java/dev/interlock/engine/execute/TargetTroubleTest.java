package dev.interlock.engine.execute;

import static dev.interlock.engine.execute.TargetsUnderTest.AA00;
import static dev.interlock.engine.execute.TargetsUnderTest.awaitWaiting;
import static dev.interlock.engine.execute.TargetsUnderTest.block;
import static dev.interlock.engine.execute.TargetsUnderTest.jobs;
import static dev.interlock.engine.execute.TargetsUnderTest.lookAgain;
import static dev.interlock.engine.execute.TargetsUnderTest.waiting;
import static dev.interlock.engine.execute.TargetsUnderTest.waitsFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Role;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a crash, a store that is away and a full server do to jobs that touch something.
class TargetTroubleTest {
  private final TargetsUnderTest all = new TargetsUnderTest();
  private final EngineUnderTest engine = all.start();

  @AfterEach
  void close() {
    all.close();
  }

  @Test
  void what_nobody_knows_the_outcome_of_is_touched_until_a_person_has_looked() throws Exception {
    var lost = all.touching(engine, "wire");
    engine.kill();
    var next = all.start();
    next.awaitUntil(() -> next.state(lost) == WorkState.WAITING);

    var other = waiting(next, block("erase", "aa00"));

    assertThat(next.jobs(lost)).containsExactly(JobState.UNKNOWN);
    next.resolve(lost, Resolution.DONE);
    next.awaitEnd(lost, WorkState.COMPLETED);
    lookAgain(next);
    all.gate.awaitArrivals(1);
    all.gate.letThrough(2);
    next.awaitEnd(other, WorkState.COMPLETED);
  }

  @Test
  void after_a_restart_who_had_a_target_has_it_and_who_waited_waits() throws Exception {
    var first = all.touching(engine, "erase");
    var second = waiting(engine, block("erase", "aa00"));
    engine.kill();

    var next = all.start();
    all.gate.awaitArrivals(1);
    next.awaitUntil(() -> next.live.count() == 2);
    lookAgain(next);

    assertThat(next.jobs(second)).containsExactly(JobState.NOT_STARTED);
    assertThat(waitsFor(next, second)).contains("waits for machine aa00", first.toString());
    all.gate.letThrough(2); // the one that was lost, and the one that runs again
    next.awaitEnd(first, WorkState.COMPLETED);
    lookAgain(next);
    all.gate.awaitArrivals(1);
    all.gate.letThrough(1);
    next.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void what_runs_in_the_end_may_touch_what_nobody_knows_the_outcome_of() throws Exception {
    var lost =
        engine.run(
            BlockPlan.of(jobs("wire", "aa00", "aa01")).block(),
            BlockPlan.of(jobs("erase", "aa00")).role(Role.ALWAYS).block());
    all.gate.awaitArrivals(2);
    engine.kill();
    var next = all.start();
    next.awaitUntil(() -> next.state(lost) == WorkState.WAITING);

    next.order(lost, new Verb.Cancel());

    all.gate.awaitArrivals(1);
    assertThat(next.jobs(lost))
        .containsExactly(JobState.UNKNOWN, JobState.UNKNOWN, JobState.RUNNING);
    assertThat(all.memory.usedBy(lost)).containsExactly(new TargetUse(AA00, lost, 2));
    all.gate.letThrough(3);
    next.awaitEnd(lost, WorkState.CANCELLED);
  }

  @Test
  void an_intent_that_was_refused_can_never_be_written_later() throws Exception {
    var other = new OtherWork();
    other.takes(3);
    var id = engine.run(block("erase", "aa00"));
    awaitWaiting(engine, id);
    other.letsGo(4);
    var refused = new AtomicReference<List<Write>>(List.of());
    engine.store.beforeCommit(writes -> {
      if (refused.get().isEmpty() && hasIntent(writes)) {
        refused.set(writes);
        other.takes(5); // a moment before
      }
    });

    lookAgain(engine);
    engine.awaitUntil(() -> engine.facts(id, Fact.TargetAwaited.class).size() == 2);

    other.letsGo(6);
    assertThat(all.memory.commit(refused.get())).containsExactly(new WriteResult.Fenced());
    lookAgain(engine);
    all.gate.awaitArrivals(1);
    all.gate.letThrough(1);
    engine.awaitEnd(id, WorkState.COMPLETED);
  }

  private static boolean hasIntent(List<Write> writes) {
    return writes.stream()
        .anyMatch(write ->
            write instanceof Write.Append append
                && append.entry().facts().stream().anyMatch(Fact.AttemptStarted.class::isInstance));
  }

  /// A work of a server that only this test knows of.
  private final class OtherWork {
    private final Claim claim;

    OtherWork() throws InterruptedException {
      var id = engine.submit(block("erase", "aa09"));
      all.memory.isAnothers(id);
      var summary = all.memory.find(id).orElseThrow().summary();
      var begun = new JournalEntry(2, engine.clock.instant(), List.of(new Fact.Queued("eve")));
      claim = new Claim(id, 1);
      assertThat(
              all.memory.commit(
                  List.of(
                      new Write.Begin(
                          new Write.Append(claim, begun, summary, Write.ANY_EPOCH),
                          RequestKey.NONE))))
          .hasOnlyElementsOfType(WriteResult.Claimed.class);
    }

    void takes(long seq) {
      commit(seq, new TargetChanges(List.of(), List.of(new TargetUse(AA00, claim.id(), 0))));
    }

    void letsGo(long seq) {
      commit(seq, new TargetChanges(List.of(0), List.of()));
    }

    private void commit(long seq, TargetChanges changes) {
      var entry =
          new JournalEntry(seq, engine.clock.instant(), List.of(new Fact.Claimed("" + seq)));
      var summary = all.memory.find(claim.id()).orElseThrow().summary();
      assertThat(
              all.memory.commit(
                  List.of(
                      new Write.Append(
                          claim,
                          entry,
                          summary,
                          Write.ANY_EPOCH,
                          RequestKey.NONE,
                          List.of(),
                          changes))))
          .containsExactly(new WriteResult.Done());
    }
  }

  @Test
  void a_store_that_is_away_is_asked_again_who_uses_what() throws Exception {
    var first = all.touching(engine, "erase");
    var second = waiting(engine, block("erase", "aa00"));
    all.gate.letThrough(1);
    engine.awaitEnd(first, WorkState.COMPLETED);

    engine.store.goAway();
    int before = engine.store.refusals();
    lookAgain(engine);
    engine.awaitUntil(() -> engine.store.refusals() > before);
    assertThat(all.gate.hasNewArrivals()).isFalse();
    engine.store.comeBack();
    engine.awaitUntil(() -> {
      lookAgain(engine);
      return all.gate.hasNewArrivals();
    });

    all.gate.letThrough(1);
    engine.awaitEnd(second, WorkState.COMPLETED);
  }

  @Test
  void works_that_only_wait_give_their_room_to_others() throws Exception {
    var holder = all.touching(engine, "wire");
    engine.kill();
    var next = all.start(1);
    next.awaitRest(holder, WorkState.WAITING);
    var waits = next.run(block("erase", "aa00"));
    awaitWaiting(next, waits);

    next.resolve(holder, Resolution.RUN_AGAIN);
    next.awaitUntil(() -> {
      lookAgain(next);
      next.claims.wake();
      return all.gate.hasNewArrivals();
    });

    all.gate.letThrough(3);
    next.awaitEnd(holder, WorkState.COMPLETED);
    assertThat(next.facts(waits, Fact.TargetAwaited.class).getLast().untilMillis()).isPositive();
    next.awaitUntil(() -> {
      lookAgain(next);
      next.claims.wake();
      return next.stored(waits).summary().state() == WorkState.COMPLETED;
    });
  }
}
