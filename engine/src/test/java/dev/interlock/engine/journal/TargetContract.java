package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.Claimed;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.engine.journal.WriteResult.TargetsInUse;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [TargetChanges].
interface TargetContract extends StoreUnderTest {
  Target ONE = new Target("machine", "aa00.aap");
  Target TWO = new Target("machine", "aa01.aap");
  Target ODD =
      new Target("naïve Ω", "火 \uD83D\uDE80 'quoted' \"twice\" \\ % _ ; -- \t\n\u0000 end");

  @Test
  default void what_a_job_touches_no_other_work_can_take_until_it_lets_go() {
    var first = claimed(1);
    var second = claimed(2);
    assertThat(commit(taking(first, 3, 0, ONE))).isEqualTo(new Done());

    assertThat(commit(taking(second, 3, 5, ONE))).isEqualTo(usedBy(first, 0, ONE));

    assertThat(journal(second.id())).hasSize(2);
    assertThat(found(second.id()).summary().state()).isEqualTo(WorkState.WAITING);
    assertThat(commit(lettingGo(first, 4, 0))).isEqualTo(new Done());
    assertThat(commit(taking(second, 3, 5, ONE))).isEqualTo(new Done());
    assertThat(commit(taking(first, 5, 1, ONE))).isEqualTo(usedBy(second, 5, ONE));
  }

  @Test
  default void two_jobs_of_one_work_cannot_touch_the_same_either() {
    var work = claimed(1);
    commit(taking(work, 3, 0, ONE));

    assertThat(commit(taking(work, 4, 1, ONE))).isEqualTo(usedBy(work, 0, ONE));
    assertThat(commit(taking(work, 4, 0, ONE))).isEqualTo(new Done()); // it is tried again
    assertThat(store().usedBy(work.id())).containsExactly(new TargetUse(ONE, work.id(), 0));
  }

  @Test
  default void one_entry_hands_a_target_from_one_job_to_the_next() {
    var work = claimed(1);
    commit(taking(work, 3, 0, ONE));

    var handing =
        new TargetChanges(List.of(0), List.of(use(ONE, work.id(), 1), use(TWO, work.id(), 1)));
    assertThat(commit(append(work, 4, handing))).isEqualTo(new Done());

    assertThat(store().usedBy(work.id()))
        .containsExactlyInAnyOrder(use(ONE, work.id(), 1), use(TWO, work.id(), 1));
  }

  @Test
  default void of_several_targets_none_is_taken_when_one_is_used() {
    var first = claimed(1);
    var second = claimed(2);
    commit(taking(first, 3, 0, TWO));

    assertThat(commit(taking(second, 3, 0, ONE, TWO, ODD))).isEqualTo(usedBy(first, 0, TWO));

    assertThat(store().usedBy(second.id())).isEmpty();
    assertThat(store().usersOf(Set.of(ONE, TWO, ODD)))
        .containsExactly(new TargetUse(TWO, first.id(), 0));
  }

  @Test
  default void a_work_that_has_ended_uses_nothing_whatever_it_has_let_go() {
    var first = claimed(1);
    var second = claimed(2);
    commit(taking(first, 3, 0, ONE, TWO));

    commit(Sample.append(first, 4, WorkState.KILLED));

    assertThat(store().usersOf(Set.of(ONE, TWO))).isEmpty();
    assertThat(commit(taking(second, 3, 0, ONE))).isEqualTo(new Done());
    assertThat(store().usersOf(Set.of(ONE, TWO))).containsExactly(use(ONE, second.id(), 0));
  }

  @Test
  default void an_entry_that_comes_again_is_done_and_changes_nothing_more() {
    var first = claimed(1);
    var second = claimed(2);
    var taking = taking(first, 3, 0, ONE);
    commit(taking);

    assertThat(commit(taking)).isEqualTo(new Done());
    assertThat(store().usedBy(first.id())).containsExactly(use(ONE, first.id(), 0));
    commit(lettingGo(first, 4, 0));
    assertThat(commit(taking)).isEqualTo(new Done());

    assertThat(store().usedBy(first.id())).isEmpty();
    assertThat(commit(taking(second, 3, 0, ONE))).isEqualTo(new Done());
  }

  @Test
  default void who_has_lost_its_claim_neither_takes_nor_lets_go() {
    var old = claimed(1);
    commit(taking(old, 3, 0, ONE));
    var now = taken(old.id(), 1);

    assertThat(commit(lettingGo(old, 4, 0))).isEqualTo(new Fenced());
    assertThat(commit(taking(old, 4, 1, TWO))).isEqualTo(new Fenced());
    assertThat(commit(taking(now, 5, 1, TWO))).isEqualTo(new Fenced()); // not the next

    assertThat(store().usedBy(old.id())).containsExactly(use(ONE, old.id(), 0));
  }

  @Test
  default void an_intent_that_the_stop_has_overtaken_takes_nothing() {
    var first = claimed(1);
    var second = claimed(2);
    commit(taking(first, 3, 0, ONE));
    commit(Sample.stop("other", "stop", RequestKey.NONE));

    var late = new TargetChanges(List.of(), List.of(use(ONE, second.id(), 0)));
    assertThat(commit(append(second, 3, late, 0))).isEqualTo(new StopChanged(1));
    var alsoLate = new TargetChanges(List.of(), List.of(use(TWO, second.id(), 0)));
    assertThat(commit(append(second, 3, alsoLate, 0))).isEqualTo(new StopChanged(1));

    assertThat(store().usedBy(second.id())).isEmpty();
  }

  @Test
  default void writes_of_one_commit_take_and_let_go_in_their_order() {
    var first = claimed(1);
    var second = claimed(2);
    var third = claimed(3);
    var fourth = claimed(4);

    var results =
        commitTogether(
            taking(first, 3, 0, ONE),
            taking(second, 3, 0, ONE),
            taking(third, 3, 0, TWO),
            lettingGo(first, 4, 0),
            taking(fourth, 3, 7, ONE),
            taking(first, 5, 0, TWO));

    assertThat(results.get(1)).isInstanceOf(TargetsInUse.class);
    assertThat(results.get(5)).isEqualTo(usedBy(third, 0, TWO));
    assertThat(results)
        .filteredOn(result -> !(result instanceof TargetsInUse))
        .hasSize(4)
        .containsOnly(new Done());
    assertThat(store().usersOf(Set.of(ONE, TWO)))
        .containsExactlyInAnyOrder(use(ONE, fourth.id(), 7), use(TWO, third.id(), 0));
  }

  @Test
  default void a_new_work_begins_with_what_it_touches_or_not_at_all() {
    var first = claimed(1);
    var second = submitted(2);
    commit(taking(first, 3, 0, ONE));

    assertThat(commit(beginning(second, ONE))).isEqualTo(usedBy(first, 0, ONE));

    assertThat(found(second)).isEqualTo(Sample.work(2));
    assertThat(commit(beginning(second, TWO))).isEqualTo(new Claimed(new Claim(second, 1), 2));
    assertThat(store().usedBy(second)).containsExactly(use(TWO, second, 0));
  }

  @Test
  default void a_work_that_did_not_begin_for_its_targets_may_begin_by_the_same_call() {
    var first = claimed(1);
    var second = submitted(2);
    var key = new RequestKey("call-1", "digest");
    commit(taking(first, 3, 0, ONE));
    var beginning = beginning(second, ONE);

    assertThat(commit(new Write.Begin(beginning.append(), key))).isEqualTo(usedBy(first, 0, ONE));
    commit(lettingGo(first, 4, 0));

    assertThat(commit(new Write.Begin(beginning.append(), key)))
        .isEqualTo(new Claimed(new Claim(second, 1), 2));
  }

  @Test
  default void what_is_touched_comes_back_whatever_it_is_called() {
    var work = claimed(1);
    commit(taking(work, 3, 9, ODD, ONE));

    reopened();

    assertThat(store().usedBy(work.id()))
        .containsExactlyInAnyOrder(use(ODD, work.id(), 9), use(ONE, work.id(), 9));
    assertThat(store().usersOf(Set.of(ODD, TWO))).containsExactly(use(ODD, work.id(), 9));
    assertThat(store().usersOf(Set.of())).isEmpty();
    assertThat(store().usersOf(Set.of(new Target("machine", "AA00.aap")))).isEmpty();
  }

  @Test
  default void a_thousand_targets_are_taken_and_let_go_at_once() {
    var work = claimed(1);
    var jobs = IntStream.range(0, 1_000).boxed().toList();
    var all = jobs.stream().map(job -> use(machine(job), work.id(), job)).toList();

    assertThat(commit(append(work, 3, new TargetChanges(List.of(), all)))).isEqualTo(new Done());
    assertThat(store().usedBy(work.id())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(commit(append(work, 4, new TargetChanges(jobs.subList(1, 1_000), List.of()))))
        .isEqualTo(new Done());

    assertThat(store().usedBy(work.id())).containsExactly(all.getFirst());
  }

  private static Target machine(int number) {
    return new Target("machine", "m" + number);
  }

  private static TargetUse use(Target target, WorkId work, int job) {
    return new TargetUse(target, work, job);
  }

  private static TargetsInUse usedBy(Claim work, int job, Target target) {
    return new TargetsInUse(List.of(use(target, work.id(), job)));
  }

  private static TargetChanges toTake(WorkId work, int job, Target... targets) {
    return new TargetChanges(
        List.of(), List.of(targets).stream().map(target -> use(target, work, job)).toList());
  }

  private static Write.Append taking(Claim claim, long seq, int job, Target... targets) {
    return append(claim, seq, toTake(claim.id(), job, targets));
  }

  private static Write.Append lettingGo(Claim claim, long seq, int job) {
    return append(claim, seq, new TargetChanges(List.of(job), List.of()));
  }

  private static Write.Append append(Claim claim, long seq, TargetChanges changes) {
    return append(claim, seq, changes, Write.ANY_EPOCH);
  }

  private static Write.Append append(Claim claim, long seq, TargetChanges changes, long stopEpoch) {
    return new Write.Append(
        claim,
        Sample.entry(seq, new Fact.BlockStarted((int) seq)),
        Sample.summary(WorkState.RUNNING),
        stopEpoch,
        RequestKey.NONE,
        List.of(),
        changes);
  }

  private static Write.Begin beginning(WorkId work, Target target) {
    var claim = new Claim(work, 1);
    return new Write.Begin(append(claim, 2, toTake(work, 0, target)), RequestKey.NONE);
  }
}
