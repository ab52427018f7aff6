package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditFilter.Order;
import dev.interlock.engine.journal.WriteResult.Claimed;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.NotNow;
import dev.interlock.engine.journal.WriteResult.Recorded;
import dev.interlock.engine.journal.WriteResult.StopSet;
import dev.interlock.engine.work.WorkState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.Decided] and [Write.Audit].
interface AuditContract extends StoreUnderTest {
  String ODD = "naïve Ω 火 \uD83D\uDE80 'quoted' \"twice\" \\ % _ ; -- \t\n\u0000 end";

  private List<AuditRow> all() {
    return store().audit(AuditFilter.ALL, 0, Integer.MAX_VALUE);
  }

  private static Write.Decided decided(Write.Act act, int number) {
    return new Write.Decided(act, AuditEntries.of(number));
  }

  @Test
  default void what_is_decided_and_its_entry_are_written_together() {
    var submit = Sample.submit(1);

    assertThat(commit(decided(submit, 1))).isInstanceOf(Recorded.class);

    assertThat(all()).containsExactly(AuditHead.EMPTY.append(AuditEntries.of(1)));
    assertThat(found(submit.work().id()).summary().state()).isEqualTo(WorkState.NOT_STARTED);
  }

  @Test
  default void of_an_act_that_is_refused_nothing_is_recorded() {
    var id = queued(1);

    assertThat(commit(decided(Sample.queue(id), 1))).isEqualTo(new NotNow(WorkState.WAITING));

    assertThat(all()).isEmpty();
    assertThat(store().auditHead()).isEqualTo(AuditHead.EMPTY);
  }

  @Test
  default void every_kind_of_act_can_be_decided() {
    var id = submitted(1);
    var take = new Write.Take(id, 0);
    var stop =
        new Write.SetStop(
            new StopRow("Drill", "stop", "smoke", "ann", Instant.EPOCH), RequestKey.NONE);

    var results = commitTogether(decided(Sample.queue(id), 1), decided(take, 2), decided(stop, 3));

    assertThat(results)
        .containsExactly(
            new Recorded(new Done()),
            new Recorded(new Claimed(new Claim(id, 1), 2)),
            new Recorded(new StopSet(1)));
    assertThat(all())
        .extracting(row -> row.entry().id())
        .containsExactly("call-1", "call-2", "call-3");
    AuditEntries.assertThatItIsOneChain(all(), store().auditHead());
  }

  @Test
  default void a_call_has_one_entry_however_often_it_is_written() {
    assertThat(commit(new Write.Audit(AuditEntries.of(1)))).isEqualTo(new Done());
    assertThat(commit(new Write.Audit(AuditEntries.of(1)))).isEqualTo(new Done());
    commitTogether(new Write.Audit(AuditEntries.of(2)), new Write.Audit(AuditEntries.of(2)));
    assertThat(commit(decided(Sample.submit(1), 1))).isInstanceOf(Recorded.class);

    assertThat(all())
        .extracting(AuditRow::entry)
        .containsExactly(AuditEntries.of(1), AuditEntries.of(2));
    AuditEntries.assertThatItIsOneChain(all(), store().auditHead());
  }

  @Test
  default void the_chain_goes_on_after_a_restart() {
    commit(new Write.Audit(AuditEntries.of(1)));
    reopened();
    commit(new Write.Audit(AuditEntries.of(2)));

    assertThat(all()).hasSize(2);
    AuditEntries.assertThatItIsOneChain(all(), store().auditHead());
  }

  @Test
  default void texts_of_every_kind_come_back_as_they_were() {
    var entry =
        new AuditEntry(
            "id" + ODD,
            Instant.ofEpochMilli(1_764_417_600_123L),
            ODD,
            new AuditEntry.Who("actor" + ODD, ODD, ""),
            new AuditEntry.What("", "name" + ODD, ODD, ODD, "", "reason" + ODD),
            AuditEntry.Verdict.refused("NOT_ALLOWED", "detail" + ODD));

    commit(new Write.Audit(entry));
    reopened();

    assertThat(all()).containsExactly(AuditHead.EMPTY.append(entry));
  }

  @Test
  default void rows_are_found_by_what_is_asked_for() {
    var no = AuditEntry.Verdict.refused("NOT_ALLOWED", "no");
    commitTogether(
        new Write.Audit(AuditEntries.of(1)),
        new Write.Audit(AuditEntries.of(2, "Other", "bob", no)),
        new Write.Audit(AuditEntries.of(4, "", "bob", no)),
        new Write.Audit(AuditEntries.of(5, "Drill", "bob", AuditEntry.Verdict.allowed(""))));

    assertThat(seqs(NameScope.ALL, "", "", false)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(seqs(NameScope.ALL, "", "bob", false)).containsExactly(2L, 3L, 4L);
    assertThat(seqs(NameScope.ALL, "work-1", "", false)).containsExactly(1L, 3L);
    assertThat(seqs(NameScope.ALL, "", "", true)).containsExactly(2L, 3L);
    assertThat(seqs(new NameScope(Set.of("Drill"), Set.of()), "", "", false))
        .containsExactly(1L, 4L);
    assertThat(seqs(NameScope.NONE, "", "", false)).isEmpty();
    assertThat(seqs(NameScope.ALL, "work-1", "ann", true)).isEmpty();
  }

  private List<Long> seqs(NameScope names, String work, String actor, boolean isRefused) {
    var filter = new AuditFilter(names, work, actor, isRefused, Order.OLDEST_FIRST);
    return store().audit(filter, 0, 99).stream().map(AuditRow::seq).toList();
  }

  @Test
  default void rows_come_page_by_page_from_either_end() {
    IntStream.rangeClosed(1, 5).forEach(n -> commit(new Write.Audit(AuditEntries.of(n))));
    var newest = new AuditFilter(NameScope.ALL, "", "", false, Order.NEWEST_FIRST);

    assertThat(store().audit(AuditFilter.ALL, 2, 2))
        .extracting(AuditRow::seq)
        .containsExactly(3L, 4L);
    assertThat(store().audit(newest, Long.MAX_VALUE, 2))
        .extracting(AuditRow::seq)
        .containsExactly(5L, 4L);
    assertThat(store().audit(newest, 4, 9)).extracting(AuditRow::seq).containsExactly(3L, 2L, 1L);
  }
}
