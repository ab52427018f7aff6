package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkState;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.Append] and reading the journal.
interface AppendContract extends StoreUnderTest {

  @Test
  default void an_append_adds_its_entry_and_changes_the_summary() {
    var claim = claimed(1);
    var entry = Sample.entry(3, new Fact.WorkStarted(), new Fact.BlockStarted(0));
    var summary =
        new WorkSummary(
            WorkState.STOPPING,
            "a drill",
            true,
            true,
            new WorkSummary.Times(1_000, 2_000),
            3_000,
            new WorkSummary.Counts(1, 0, 0, 0, 0, 0, 0));

    var result = commit(new Write.Append(claim, entry, summary, Write.ANY_EPOCH));

    assertThat(result).isEqualTo(new Done());
    assertThat(journal(claim.id())).hasSize(3).last().isEqualTo(entry);
    assertThat(found(claim.id()).summary()).isEqualTo(summary);
    assertThat(found(claim.id()).seq()).isEqualTo(3);
    assertThat(found(claim.id()).origin()).isEqualTo(Sample.work(1).origin());
  }

  @Test
  default void the_counts_are_at_least_those_of_the_last_other_change() {
    var claim = claimed(1);
    var one = Sample.summary(WorkState.RUNNING).with(new WorkSummary.Counts(0, 1, 2, 0, 0, 0, 0));
    var two = one.with(new WorkSummary.Counts(0, 1, 3, 0, 0, 0, 0));
    var three = Sample.summary(WorkState.PAUSED).with(two.counts());

    commit(new Write.Append(claim, Sample.entry(3), one, Write.ANY_EPOCH));
    assertThat(found(claim.id()).summary()).isEqualTo(one);
    commit(new Write.Append(claim, Sample.entry(4), two, Write.ANY_EPOCH));
    assertThat(found(claim.id()).summary()).isIn(one, two);
    commit(new Write.Append(claim, Sample.entry(5), three, Write.ANY_EPOCH));

    assertThat(found(claim.id()).summary()).isEqualTo(three);
  }

  @Test
  default void the_summary_follows_every_append_to_and_fro() {
    var claim = claimed(1);
    var states =
        new WorkState[] {
          WorkState.RUNNING,
          WorkState.RUNNING,
          WorkState.WAITING,
          WorkState.RUNNING,
          WorkState.PAUSING,
          WorkState.PAUSED,
          WorkState.STOPPING
        };

    for (int i = 0; i < states.length; i++) {
      assertThat(commit(Sample.append(claim, 3 + i, states[i]))).isEqualTo(new Done());
      assertThat(found(claim.id()).summary().state()).isEqualTo(states[i]);
      assertThat(found(claim.id()).seq()).isEqualTo(3 + i);
    }
  }

  @Test
  default void a_claim_that_has_appended_does_not_once_there_is_a_newer_one() {
    var old = claimed(1);
    assertThat(commit(Sample.append(old, 3, WorkState.RUNNING))).isEqualTo(new Done());
    var claim = taken(old.id(), 1);

    assertThat(commit(Sample.append(old, 4, WorkState.FAILED))).isEqualTo(new Fenced());
    assertThat(commit(Sample.append(claim, 4, WorkState.RUNNING))).isEqualTo(new Done());
    assertThat(commit(Sample.append(old, 5, WorkState.FAILED))).isEqualTo(new Fenced());

    assertThat(journal(old.id())).hasSize(4);
  }

  @Test
  default void a_claim_that_appends_together_with_a_newer_take_comes_too_late() {
    var old = claimed(1);
    commit(Sample.append(old, 3, WorkState.RUNNING));

    var results =
        commitTogether(
            new Write.Take(old.id(), 1),
            Sample.append(old, 4, WorkState.FAILED),
            Sample.append(new Claim(old.id(), 2), 4, WorkState.RUNNING));

    assertThat(results.subList(1, 3)).containsExactly(new Fenced(), new Done());
  }

  @Test
  default void a_stop_in_the_same_commit_comes_before_what_follows_it() {
    var claim = claimed(1);
    commit(Sample.append(claim, 3, WorkState.RUNNING));
    var entry = Sample.entry(4, new Fact.AttemptStarted(0, 1));

    var results =
        commitTogether(
            Sample.append(claim, entry, WorkState.RUNNING, 0),
            Sample.stop("erase", "stop", RequestKey.NONE),
            Sample.append(claim, Sample.entry(5), WorkState.RUNNING, 0));

    assertThat(results).containsExactly(new Done(), new WriteResult.StopSet(1), new StopChanged(1));
  }

  @Test
  default void only_the_newest_claim_appends() {
    var old = claimed(1);
    var claim = taken(old.id(), 1);

    assertThat(commit(Sample.append(old, 3, WorkState.FAILED))).isEqualTo(new Fenced());
    assertThat(commit(Sample.append(new Claim(old.id(), 3), 3, WorkState.FAILED)))
        .isEqualTo(new Fenced());
    assertThat(commit(Sample.append(claim, 3, WorkState.RUNNING))).isEqualTo(new Done());

    assertThat(journal(claim.id())).hasSize(3);
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  default void an_old_claim_learns_that_it_is_old_even_when_it_repeats_an_entry() {
    var old = claimed(1);
    var append = Sample.append(old, 3, WorkState.RUNNING);
    commit(append);
    taken(old.id(), 1);

    assertThat(commit(append)).isEqualTo(new Fenced());
  }

  @Test
  default void nobody_appends_to_a_work_that_was_never_taken() {
    var submitted = submitted(1);
    var queued = queued(2);

    assertThat(commit(Sample.append(new Claim(submitted, 0), 2, WorkState.RUNNING)))
        .isEqualTo(new Fenced());
    assertThat(commit(Sample.append(new Claim(queued, 0), 3, WorkState.RUNNING)))
        .isEqualTo(new Fenced());
    assertThat(commit(Sample.append(new Claim(Sample.id(3), 1), 1, WorkState.RUNNING)))
        .isEqualTo(new Fenced());

    assertThat(journal(submitted)).hasSize(1);
    assertThat(journal(queued)).hasSize(2);
    assertThat(journal(Sample.id(3))).isEmpty();
  }

  @Test
  default void the_same_append_again_is_done_and_written_once() {
    var claim = claimed(1);
    var append = Sample.append(claim, 3, WorkState.RUNNING);
    commit(append);

    assertThat(commit(append)).isEqualTo(new Done());
    assertThat(commitTogether(append, append)).containsExactly(new Done(), new Done());

    assertThat(journal(claim.id())).hasSize(3);
  }

  @Test
  default void a_repeated_append_does_not_bring_an_older_summary_back() {
    var claim = claimed(1);
    var third = Sample.append(claim, 3, WorkState.RUNNING);
    commit(third);
    commit(Sample.append(claim, 4, WorkState.STOPPING));

    assertThat(commit(third)).isEqualTo(new Done());

    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.STOPPING);
  }

  @Test
  default void another_entry_at_a_seq_that_is_taken_is_fenced() {
    var claim = claimed(1);
    commit(Sample.append(claim, 3, WorkState.RUNNING));
    var otherFacts = Sample.entry(3, new Fact.BlockStarted(99));
    var otherTime = new JournalEntry(3, Sample.NOON, journal(claim.id()).getLast().facts());

    for (var other : new JournalEntry[] {otherFacts, otherTime}) {
      assertThat(commit(Sample.append(claim, other, WorkState.FAILED, Write.ANY_EPOCH)))
          .isEqualTo(new Fenced());
    }

    assertThat(journal(claim.id()).getLast())
        .isEqualTo(Sample.append(claim, 3, WorkState.RUNNING).entry());
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  default void a_journal_has_no_gaps() {
    var claim = claimed(1);

    assertThat(commit(Sample.append(claim, 4, WorkState.FAILED))).isEqualTo(new Fenced());
    assertThat(commit(Sample.append(claim, 0, WorkState.FAILED))).isEqualTo(new Fenced());

    assertThat(journal(claim.id())).hasSize(2);
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.WAITING);
  }

  @Test
  default void a_journal_gets_no_gap_after_an_append_either() {
    var old = claimed(1);
    commit(Sample.append(old, 3, WorkState.RUNNING));
    var claim = taken(old.id(), 1);

    assertThat(commit(Sample.append(claim, 5, WorkState.FAILED))).isEqualTo(new Fenced());
    assertThat(commit(Sample.append(claim, 4, WorkState.RUNNING))).isEqualTo(new Done());
    assertThat(commit(Sample.append(old, 5, WorkState.FAILED))).isEqualTo(new Fenced());
    assertThat(commit(Sample.append(claim, 6, WorkState.FAILED))).isEqualTo(new Fenced());

    assertThat(journal(claim.id())).hasSize(4);
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.RUNNING);
  }

  @Test
  default void a_work_that_has_ended_never_changes() {
    int number = 0;
    for (var state : WorkState.values()) {
      if (state.isTerminal()) {
        var claim = claimed(++number);
        var last = Sample.append(claim, 3, state);
        commit(last);
        var ended = found(claim.id());

        assertThat(commit(Sample.append(claim, 4, WorkState.RUNNING))).isEqualTo(new Fenced());
        assertThat(commit(last)).isEqualTo(new Done());

        assertThat(found(claim.id())).isEqualTo(ended);
        assertThat(journal(claim.id())).hasSize(3);
      }
    }
  }

  @Test
  default void a_fenced_append_fails_alone() {
    var first = claimed(1);
    var second = claimed(2);
    var third = claimed(3);
    taken(second.id(), 1);

    var results =
        commitTogether(
            Sample.append(first, 3, WorkState.RUNNING),
            Sample.append(second, 3, WorkState.RUNNING),
            Sample.append(third, 3, WorkState.RUNNING));

    assertThat(results).containsExactly(new Done(), new Fenced(), new Done());
    assertThat(journal(first.id())).hasSize(3);
    assertThat(journal(second.id())).hasSize(2);
    assertThat(journal(third.id())).hasSize(3);
  }

  @Test
  default void intents_are_written_only_under_the_stop_epoch_that_allowed_them() {
    var claim = claimed(1);
    var intent = Sample.entry(3, new Fact.AttemptStarted(0, 1));
    commit(Sample.stop("erase", "stop", RequestKey.NONE));

    assertThat(commit(Sample.append(claim, intent, WorkState.RUNNING, 0)))
        .isEqualTo(new StopChanged(1));
    assertThat(commit(Sample.append(claim, intent, WorkState.RUNNING, 2)))
        .isEqualTo(new StopChanged(1));
    assertThat(journal(claim.id())).hasSize(2);
    assertThat(commit(Sample.append(claim, intent, WorkState.RUNNING, 1))).isEqualTo(new Done());
  }

  @Test
  default void a_stop_counts_for_the_later_appends_of_its_commit() {
    var claim = claimed(1);
    var intent = Sample.entry(4, new Fact.AttemptStarted(0, 1));

    var results =
        commitTogether(
            Sample.append(claim, Sample.entry(3, new Fact.WorkStarted()), WorkState.RUNNING, 0),
            Sample.stop("erase", "stop", RequestKey.NONE),
            Sample.append(claim, intent, WorkState.RUNNING, 0),
            Sample.append(claim, 4, WorkState.STOPPING));

    assertThat(results)
        .containsExactly(new Done(), new WriteResult.StopSet(1), new StopChanged(1), new Done());
    assertThat(found(claim.id()).summary().state()).isEqualTo(WorkState.STOPPING);
  }

  @Test
  default void an_intent_that_is_written_already_is_done_whatever_the_stop_says_now() {
    var claim = claimed(1);
    var intent =
        Sample.append(claim, Sample.entry(3, new Fact.AttemptStarted(0, 1)), WorkState.RUNNING, 0);
    commit(intent);
    commit(Sample.stop("erase", "stop", RequestKey.NONE));

    assertThat(commit(intent)).isEqualTo(new Done());
  }

  @Test
  default void a_journal_is_read_in_pages_and_in_order() {
    var claim = claimed(1);
    var appends = new ArrayList<Write>();
    for (int seq = 3; seq <= 300; seq++) {
      appends.add(Sample.append(claim, seq, WorkState.RUNNING));
    }
    store().commit(appends);

    assertThat(store().journal(claim.id(), 0, 2))
        .extracting(JournalEntry::seq)
        .containsExactly(1L, 2L);
    assertThat(store().journal(claim.id(), 298, 10))
        .extracting(JournalEntry::seq)
        .containsExactly(299L, 300L);
    assertThat(store().journal(claim.id(), 300, 10)).isEmpty();
    assertThat(journal(claim.id()))
        .hasSize(300)
        .isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
  }

  @Test
  default void claims_and_journals_survive_opening_again() {
    var claim = claimed(1);
    commit(Sample.append(claim, 3, WorkState.RUNNING));
    var before = found(claim.id());
    var journal = journal(claim.id());

    reopened();

    assertThat(found(claim.id())).isEqualTo(before);
    assertThat(journal(claim.id())).isEqualTo(journal);
    assertThat(commit(Sample.append(claim, 4, WorkState.RUNNING))).isEqualTo(new Done());
  }
}
