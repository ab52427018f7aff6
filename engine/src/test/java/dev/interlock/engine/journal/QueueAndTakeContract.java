package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.Claimed;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.NoSuchWork;
import dev.interlock.engine.journal.WriteResult.NotNow;
import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkState;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.Queue] and [Write.Take].
interface QueueAndTakeContract extends StoreUnderTest {

  @Test
  default void a_queued_work_waits_and_has_the_entry() {
    var id = submitted(1);

    assertThat(commit(Sample.queue(id))).isEqualTo(new Done());

    assertThat(found(id).summary()).isEqualTo(Sample.summary(WorkState.WAITING));
    assertThat(found(id).seq()).isEqualTo(2);
    assertThat(journal(id).getLast()).isEqualTo(Sample.entry(2, new Fact.Queued("ann")));
  }

  @Test
  default void a_work_is_queued_only_once() {
    var id = queued(1);

    assertThat(commit(Sample.queue(id))).isEqualTo(new NotNow(WorkState.WAITING));

    assertThat(journal(id)).hasSize(2);
  }

  @Test
  default void a_work_is_not_queued_under_a_seq_that_is_not_the_next() {
    var id = submitted(1);

    for (int seq : new int[] {0, 1, 3}) {
      var entry = Sample.entry(seq, new Fact.Queued("ann"));
      assertThat(commit(new Write.Queue(id, entry, Sample.DUE, RequestKey.NONE)))
          .isEqualTo(new NotNow(WorkState.NOT_STARTED));
    }

    assertThat(found(id)).isEqualTo(Sample.work(1));
    assertThat(journal(id)).hasSize(1);
  }

  @Test
  default void an_unknown_work_is_neither_queued_nor_taken() {
    assertThat(commit(Sample.queue(Sample.id(1)))).isEqualTo(new NoSuchWork());
    assertThat(commit(new Write.Take(Sample.id(1), 0))).isEqualTo(new NoSuchWork());

    assertThat(journal(Sample.id(1))).isEmpty();
  }

  @Test
  default void a_queue_repeated_with_its_request_id_is_done_and_changes_nothing() {
    var id = submitted(1);
    var key = new RequestKey("call-1", "digest");
    commit(Sample.queue(id, key));
    taken(id, 0);

    assertThat(commit(Sample.queue(id, key))).isEqualTo(new Done());
    assertThat(commit(Sample.queue(id, new RequestKey("call-1", "another"))))
        .isEqualTo(new RequestIdReused());
    assertThat(commit(Sample.queue(id, new RequestKey("call-2", "digest"))))
        .isEqualTo(new NotNow(WorkState.WAITING));

    assertThat(journal(id)).hasSize(2);
  }

  @Test
  default void a_refused_queue_does_not_use_up_its_request_id() {
    var key = new RequestKey("call-1", "digest");
    commit(Sample.queue(queued(1), key));
    commit(Sample.queue(Sample.id(3), key));

    assertThat(commit(Sample.queue(submitted(2), key))).isEqualTo(new Done());
  }

  @Test
  default void a_request_id_is_unique_over_all_calls() {
    commit(Sample.submit(Sample.work(1), new RequestKey("call-1", "submit")));

    assertThat(commit(Sample.queue(Sample.id(1), new RequestKey("call-1", "queue"))))
        .isEqualTo(new RequestIdReused());
    assertThat(commit(Sample.stop("erase", "stop", new RequestKey("call-1", "stop"))))
        .isEqualTo(new RequestIdReused());

    assertThat(found(Sample.id(1)).summary().state()).isEqualTo(WorkState.NOT_STARTED);
    assertThat(store().stops().rows()).isEmpty();
  }

  @Test
  default void each_take_raises_the_fence_and_tells_the_last_seq() {
    var id = queued(1);

    assertThat(commit(new Write.Take(id, 0))).isEqualTo(new Claimed(new Claim(id, 1), 2));
    commit(Sample.append(new Claim(id, 1), 3, WorkState.RUNNING));
    assertThat(commit(new Write.Take(id, 1))).isEqualTo(new Claimed(new Claim(id, 2), 3));

    assertThat(found(id).fence()).isEqualTo(2);
    assertThat(found(id).summary().state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  default void a_take_that_expects_another_fence_changes_nothing() {
    var id = claimed(1).id();

    assertThat(commit(new Write.Take(id, 0))).isEqualTo(new NotNow(WorkState.WAITING));
    assertThat(commit(new Write.Take(id, 2))).isEqualTo(new NotNow(WorkState.WAITING));

    assertThat(found(id).fence()).isEqualTo(1);
  }

  @Test
  default void a_work_that_was_never_queued_is_taken_to_be_ended() {
    var id = submitted(1);

    assertThat(commit(new Write.Take(id, 0))).isEqualTo(new Claimed(new Claim(id, 1), 1));
    commit(Sample.append(new Claim(id, 1), 2, WorkState.EXPIRED));

    assertThat(found(id).summary().state()).isEqualTo(WorkState.EXPIRED);
    assertThat(commit(Sample.queue(id))).isEqualTo(new NotNow(WorkState.EXPIRED));
  }

  @Test
  default void a_work_that_has_ended_is_neither_queued_nor_taken() {
    int number = 0;
    for (var state : WorkState.values()) {
      if (state.isTerminal()) {
        var claim = claimed(++number);
        commit(Sample.append(claim, 3, state));

        assertThat(commit(new Write.Take(claim.id(), 1))).isEqualTo(new NotNow(state));
        assertThat(
                commit(
                    new Write.Queue(
                        claim.id(),
                        Sample.entry(4, new Fact.Queued("ann")),
                        Sample.DUE,
                        RequestKey.NONE)))
            .isEqualTo(new NotNow(state));
        assertThat(found(claim.id()).summary()).isEqualTo(Sample.summary(state));
      }
    }
  }

  @Test
  default void later_writes_of_a_commit_see_the_earlier_ones() {
    var id = Sample.id(1);
    var claim = new Claim(id, 1);

    var results =
        commitTogether(
            Sample.submit(1),
            Sample.queue(id),
            new Write.Take(id, 0),
            Sample.append(claim, 3, WorkState.RUNNING),
            Sample.append(claim, 4, WorkState.COMPLETED),
            Sample.append(claim, 5, WorkState.RUNNING));

    assertThat(results.subList(1, 6))
        .containsExactly(
            new Done(), new Claimed(claim, 2), new Done(), new Done(), new WriteResult.Fenced());
    assertThat(found(id).summary().state()).isEqualTo(WorkState.COMPLETED);
    assertThat(journal(id)).extracting(JournalEntry::seq).containsExactly(1L, 2L, 3L, 4L);
  }
}
