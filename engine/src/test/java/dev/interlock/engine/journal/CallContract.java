package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.AnsweredBefore;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkState;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about appends that carry out a call.
interface CallContract extends StoreUnderTest {
  RequestKey CALL = new RequestKey("call-1", "pause");

  private static Write.Append append(Claim claim, long seq, RequestKey key) {
    return append(claim, seq, WorkState.PAUSING, Write.ANY_EPOCH, key);
  }

  private static Write.Append append(
      Claim claim, long seq, WorkState state, long stopEpoch, RequestKey key) {
    var entry = Sample.entry(seq, new Fact.PauseOrdered("bob", "entry " + seq));
    return new Write.Append(
        claim, entry, Sample.summary(state), stopEpoch, key, List.of(), TargetChanges.NONE);
  }

  @Test
  default void a_call_that_an_append_carried_out_is_known_with_its_work() {
    var claim = claimed(1);
    assertThat(store().answered(CALL)).isEmpty();

    assertThat(commit(append(claim, 3, CALL))).isEqualTo(new Done());

    assertThat(store().answered(CALL)).contains(claim.id());
    assertThat(store().answered(new RequestKey("call-1", "resume"))).isEmpty();
    assertThat(reopened().answered(CALL)).contains(claim.id());
  }

  @Test
  default void the_same_entry_of_a_call_that_comes_again_is_done_and_adds_nothing() {
    var claim = claimed(1);
    commit(append(claim, 3, CALL));

    assertThat(commit(append(claim, 3, CALL))).isEqualTo(new Done());
    commit(append(claim, 4, RequestKey.NONE));
    assertThat(commit(append(claim, 3, CALL))).isEqualTo(new Done());

    assertThat(journal(claim.id())).hasSize(4);
    assertThat(found(claim.id()).seq()).isEqualTo(4);
  }

  @Test
  default void a_call_that_was_carried_out_is_not_carried_out_by_another_entry() {
    var claim = claimed(1);
    commit(append(claim, 3, CALL));
    commit(append(claim, 4, WorkState.RUNNING, Write.ANY_EPOCH, RequestKey.NONE));

    assertThat(commit(append(claim, 5, CALL))).isEqualTo(new AnsweredBefore());

    assertThat(journal(claim.id())).hasSize(4);
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.RUNNING);
    assertThat(commit(append(claim, 5, RequestKey.NONE))).isEqualTo(new Done());
  }

  @Test
  default void a_call_is_answered_before_also_for_a_later_claim_and_after_the_end() {
    var old = claimed(1);
    commit(append(old, 3, CALL));
    var claim = taken(old.id(), 1);
    assertThat(commit(append(claim, 4, CALL))).isEqualTo(new AnsweredBefore());

    commit(append(claim, 4, WorkState.STOPPED, Write.ANY_EPOCH, RequestKey.NONE));

    assertThat(commit(append(claim, 5, CALL))).isEqualTo(new AnsweredBefore());
    assertThat(journal(claim.id())).hasSize(4);
  }

  @Test
  default void another_call_under_a_request_id_that_is_used_changes_nothing() {
    var first = claimed(1);
    var second = claimed(2);
    commit(append(first, 3, CALL));
    commit(Sample.stop("erase", "stop", new RequestKey("call-2", "stop")));

    for (var key :
        new RequestKey[] {new RequestKey("call-1", "kill"), new RequestKey("call-2", "pause")}) {
      assertThat(commit(append(second, 3, key))).isEqualTo(new RequestIdReused());
    }

    assertThat(journal(second.id())).hasSize(2);
    assertThat(commit(append(second, 3, new RequestKey("call-3", "pause")))).isEqualTo(new Done());
  }

  @Test
  default void a_request_id_of_an_append_is_taken_for_every_other_call() {
    commit(append(claimed(1), 3, CALL));

    assertThat(commit(Sample.submit(Sample.work(2), new RequestKey("call-1", "submit"))))
        .isEqualTo(new RequestIdReused());
    assertThat(commit(Sample.queue(submitted(3), new RequestKey("call-1", "queue"))))
        .isEqualTo(new RequestIdReused());
    assertThat(commit(Sample.stop("erase", "stop", new RequestKey("call-1", "stop"))))
        .isEqualTo(new RequestIdReused());
  }

  @Test
  default void an_append_that_is_refused_does_not_use_up_its_request_id() {
    var claim = claimed(1);
    commit(Sample.stop("erase", "stop", RequestKey.NONE));

    assertThat(commit(append(claim, 3, WorkState.RUNNING, 0, CALL))).isEqualTo(new StopChanged(1));
    assertThat(commit(append(claim, 4, CALL))).isEqualTo(new Fenced());
    assertThat(commit(append(new Claim(claim.id(), 7), 3, CALL))).isEqualTo(new Fenced());
    assertThat(store().answered(CALL)).isEmpty();

    assertThat(commit(append(claim, 3, WorkState.RUNNING, 1, CALL))).isEqualTo(new Done());
    assertThat(store().answered(CALL)).contains(claim.id());
  }

  @Test
  default void of_two_appends_for_one_call_in_a_commit_the_first_carries_it_out() {
    var claim = claimed(1);

    assertThat(commitTogether(append(claim, 3, CALL), append(claim, 4, CALL)))
        .containsExactly(new Done(), new AnsweredBefore());

    assertThat(journal(claim.id())).hasSize(3);
  }

  @Test
  default void an_append_without_a_call_is_no_answer_to_any() {
    var claim = claimed(1);

    commit(append(claim, 3, RequestKey.NONE));

    assertThat(commit(append(claim, 4, RequestKey.NONE))).isEqualTo(new Done());
    assertThat(store().answered(RequestKey.NONE)).isEmpty();
  }
}
