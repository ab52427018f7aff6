package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.Claimed;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.NoSuchWork;
import dev.interlock.engine.journal.WriteResult.NotNow;
import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.Begin].
interface BeginContract extends StoreUnderTest {

  private static Write.Begin begin(WorkId id, RequestKey key) {
    return begin(id, 2, Write.ANY_EPOCH, key);
  }

  private static Write.Begin begin(WorkId id, long seq, long stopEpoch, RequestKey key) {
    var entry = Sample.entry(seq, new Fact.Queued("ann"), new Fact.WorkStarted());
    return new Write.Begin(
        Sample.append(new Claim(id, 1), entry, WorkState.RUNNING, stopEpoch), key);
  }

  @Test
  default void a_new_work_begins_under_its_first_claim() {
    var id = submitted(1);

    assertThat(commit(begin(id, RequestKey.NONE))).isEqualTo(new Claimed(new Claim(id, 1), 2));

    assertThat(found(id).summary()).isEqualTo(Sample.summary(WorkState.RUNNING));
    assertThat(found(id).fence()).isEqualTo(1);
    assertThat(found(id).seq()).isEqualTo(2);
    assertThat(journal(id).getLast())
        .isEqualTo(Sample.entry(2, new Fact.Queued("ann"), new Fact.WorkStarted()));
    assertThat(commit(Sample.append(new Claim(id, 1), 3, WorkState.COMPLETED)))
        .isEqualTo(new Done());
  }

  @Test
  default void a_work_begins_only_when_it_is_new_and_only_once() {
    var begun = submitted(1);
    commit(begin(begun, RequestKey.NONE));
    var queued = queued(2);
    var claimed = claimed(3).id();

    assertThat(commit(begin(begun, RequestKey.NONE))).isEqualTo(new NotNow(WorkState.RUNNING));
    assertThat(commit(begin(queued, RequestKey.NONE))).isEqualTo(new NotNow(WorkState.WAITING));
    assertThat(commit(begin(claimed, RequestKey.NONE))).isEqualTo(new NotNow(WorkState.WAITING));
    assertThat(commit(begin(Sample.id(4), RequestKey.NONE))).isEqualTo(new NoSuchWork());
    assertThat(commit(Sample.queue(begun))).isEqualTo(new NotNow(WorkState.RUNNING));

    assertThat(journal(begun)).hasSize(2);
    assertThat(found(queued).fence()).isZero();
  }

  @Test
  default void a_work_does_not_begin_under_a_seq_that_is_not_the_next() {
    var id = submitted(1);

    for (int seq : new int[] {0, 1, 3}) {
      assertThat(commit(begin(id, seq, Write.ANY_EPOCH, RequestKey.NONE)))
          .isEqualTo(new NotNow(WorkState.NOT_STARTED));
    }

    assertThat(found(id)).isEqualTo(Sample.work(1));
  }

  @Test
  default void a_beginning_that_the_stop_has_overtaken_changes_nothing() {
    var id = submitted(1);
    var key = new RequestKey("call-1", "digest");
    commit(Sample.stop("other", "stop", RequestKey.NONE));

    assertThat(commit(begin(id, 2, 0, key))).isEqualTo(new StopChanged(1));
    assertThat(found(id)).isEqualTo(Sample.work(1));

    assertThat(commit(begin(id, 2, 1, key))).isInstanceOf(Claimed.class);
    assertThat(commit(begin(id, 2, 0, RequestKey.NONE))).isEqualTo(new NotNow(WorkState.RUNNING));
  }

  @Test
  default void a_beginning_repeated_with_its_request_id_is_done_and_claims_nothing() {
    var id = submitted(1);
    var key = new RequestKey("call-1", "digest");
    commit(begin(id, key));

    assertThat(commit(begin(id, key))).isEqualTo(new Done());
    assertThat(commit(Sample.queue(id, key))).isEqualTo(new Done());
    assertThat(commit(begin(id, new RequestKey("call-1", "another"))))
        .isEqualTo(new RequestIdReused());

    assertThat(journal(id)).hasSize(2);
    assertThat(found(id).fence()).isEqualTo(1);
  }

  @Test
  default void a_queue_repeated_as_a_beginning_is_done_and_claims_nothing() {
    var id = submitted(1);
    var key = new RequestKey("call-1", "digest");
    commit(Sample.queue(id, key));

    assertThat(commit(begin(id, key))).isEqualTo(new Done());

    assertThat(found(id).fence()).isZero();
    assertThat(found(id).summary().state()).isEqualTo(WorkState.WAITING);
  }

  @Test
  default void the_append_alone_tells_whether_a_beginning_was_applied() {
    var id = submitted(1);
    var begin = begin(id, RequestKey.NONE);

    assertThat(commit(begin.append())).isEqualTo(new Fenced());
    assertThat(found(id)).isEqualTo(Sample.work(1));
    commit(begin);
    assertThat(commit(begin.append())).isEqualTo(new Done());

    assertThat(journal(id)).hasSize(2);
  }

  @Test
  default void a_beginning_by_another_replica_at_the_same_time_is_not_taken_for_its_own() {
    var id = submitted(1);
    var ours = Sample.entry(2, new Fact.Queued("ann"), new Fact.Claimed("here"));
    var theirs = Sample.entry(2, new Fact.Queued("ann"), new Fact.Claimed("there"));
    var claim = new Claim(id, 1);
    var begun = Sample.append(claim, theirs, WorkState.RUNNING, Write.ANY_EPOCH);
    commit(new Write.Begin(begun, RequestKey.NONE));

    assertThat(commit(Sample.append(claim, ours, WorkState.RUNNING, Write.ANY_EPOCH)))
        .isEqualTo(new Fenced());
    assertThat(commit(begun)).isEqualTo(new Done());
  }

  @Test
  default void a_work_that_ends_at_its_beginning_has_ended() {
    var id = submitted(1);
    var entry = Sample.entry(2, new Fact.Queued("ann"));
    var append = Sample.append(new Claim(id, 1), entry, WorkState.ES_STOPPED, Write.ANY_EPOCH);

    assertThat(commit(new Write.Begin(append, RequestKey.NONE))).isInstanceOf(Claimed.class);

    assertThat(commit(Sample.append(new Claim(id, 1), 3, WorkState.RUNNING)))
        .isEqualTo(new Fenced());
    assertThat(found(id).summary().state()).isEqualTo(WorkState.ES_STOPPED);
  }
}
