package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.journal.WriteResult.Submitted;
import dev.interlock.engine.work.Fact;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.Submit].
interface SubmitContract extends StoreUnderTest {

  @Test
  default void a_submitted_work_is_found_with_its_request_and_its_first_entry() {
    var work = Sample.work(1);

    var result = commit(Sample.submit(1));

    assertThat(result)
        .isEqualTo(new Submitted(work.id(), work.origin().planHash(), work.origin().expiresAt()));
    assertThat(store().find(work.id())).contains(work);
    assertThat(store().request(work.id())).contains(Sample.REQUEST);
    assertThat(journal(work.id())).containsExactly(Sample.entry(1, new Fact.Submitted("ann")));
  }

  @Test
  default void an_unknown_work_is_not_found() {
    submitted(1);

    assertThat(store().find(Sample.id(2))).isEmpty();
    assertThat(store().request(Sample.id(2))).isEmpty();
    assertThat(journal(Sample.id(2))).isEmpty();
  }

  @Test
  default void a_repeated_request_id_is_answered_with_the_first_work_and_stores_nothing() {
    var key = new RequestKey("call-1", "digest");
    var first = commit(Sample.submit(Sample.work(1), key));

    var second = commit(Sample.submit(Sample.work(2), key));

    assertThat(second).isEqualTo(first);
    assertThat(store().find(Sample.id(2))).isEmpty();
  }

  @Test
  default void a_request_id_with_another_content_is_refused_and_stores_nothing() {
    commit(Sample.submit(Sample.work(1), new RequestKey("call-1", "digest")));

    var second = commit(Sample.submit(Sample.work(2), new RequestKey("call-1", "another")));

    assertThat(second).isEqualTo(new RequestIdReused());
    assertThat(store().find(Sample.id(2))).isEmpty();
  }

  @Test
  default void a_request_id_is_remembered_within_one_commit_and_after_opening_again() {
    var key = new RequestKey("call-1", "digest");
    var results =
        commitTogether(Sample.submit(Sample.work(1), key), Sample.submit(Sample.work(2), key));
    assertThat(results.get(1)).isEqualTo(results.get(0));

    reopened();

    assertThat(commit(Sample.submit(Sample.work(3), key))).isEqualTo(results.get(0));
  }

  @Test
  default void calls_without_a_request_id_are_all_new() {
    submitted(1);
    submitted(2);

    assertThat(store().find(Sample.id(1))).isPresent();
    assertThat(store().find(Sample.id(2))).isPresent();
  }

  @Test
  default void a_submit_repeated_after_a_lost_reply_is_recognised_by_the_id_of_the_work() {
    var first = commit(Sample.submit(1));

    assertThat(commit(Sample.submit(1))).isEqualTo(first);

    assertThat(journal(Sample.id(1))).hasSize(1);
  }

  @Test
  default void what_a_call_was_about_is_found_by_its_request_id_and_content() {
    var key = new RequestKey("call-1", "submit digest");
    commit(Sample.submit(Sample.work(1), key));
    commit(Sample.queue(Sample.id(1), new RequestKey("call-2", "exec digest")));

    assertThat(store().answered(key)).contains(Sample.id(1));
    assertThat(store().answered(new RequestKey("call-1", "submit another"))).isEmpty();
    assertThat(store().answered(new RequestKey("call-2", "exec digest"))).contains(Sample.id(1));
    assertThat(store().answered(new RequestKey("call-3", "submit digest"))).isEmpty();
    assertThat(store().answered(RequestKey.NONE)).isEmpty();
  }
}
