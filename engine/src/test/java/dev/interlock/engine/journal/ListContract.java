package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.journal.WorkFilter.Span;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [WorkStore#list] and [WorkStore#due].
interface ListContract extends StoreUnderTest {

  @Test
  default void an_empty_store_lists_nothing() {
    assertThat(store().list(WorkFilter.ALL, Optional.empty(), 10)).isEmpty();
    assertThat(store().due(WorkMachine.NEVER, Optional.empty(), 10)).isEmpty();
  }

  @Test
  default void works_are_listed_newest_first_in_pages() {
    for (int number : new int[] {3, 1, 5, 2, 4}) {
      submitted(number);
    }

    var first = store().list(WorkFilter.ALL, Optional.empty(), 2);
    var second = store().list(WorkFilter.ALL, Optional.of(first.getLast().id()), 2);
    var third = store().list(WorkFilter.ALL, Optional.of(second.getLast().id()), 2);

    assertThat(first).containsExactly(Sample.work(5), Sample.work(4));
    assertThat(second).containsExactly(Sample.work(3), Sample.work(2));
    assertThat(third).containsExactly(Sample.work(1));
    assertThat(store().list(WorkFilter.ALL, Optional.of(Sample.id(1)), 2)).isEmpty();
  }

  @Test
  default void a_page_may_start_after_a_work_that_does_not_exist() {
    submitted(1);
    submitted(3);

    assertThat(ids(store().list(WorkFilter.ALL, Optional.of(Sample.id(2)), 9)))
        .containsExactly(Sample.id(1));
  }

  @Test
  default void a_list_is_filtered_by_name_and_by_state() {
    commitTogether(
        Sample.submit(Sample.work(1, "erase"), RequestKey.NONE),
        Sample.submit(Sample.work(2, "paint"), RequestKey.NONE),
        Sample.submit(Sample.work(3, "paint"), RequestKey.NONE),
        Sample.submit(Sample.work(4, "Paint"), RequestKey.NONE));
    commit(Sample.queue(Sample.id(2)));
    commit(Sample.queue(Sample.id(1)));

    assertThat(listed("paint", Set.of())).containsExactly(Sample.id(3), Sample.id(2));
    assertThat(listed("paint", Set.of(WorkState.WAITING))).containsExactly(Sample.id(2));
    assertThat(listed("", Set.of(WorkState.WAITING))).containsExactly(Sample.id(2), Sample.id(1));
    assertThat(listed("", Set.of(WorkState.WAITING, WorkState.NOT_STARTED))).hasSize(4);
    assertThat(listed("paint", Set.of(WorkState.FAILED))).isEmpty();
    assertThat(listed("pain", Set.of())).isEmpty();
  }

  @Test
  default void a_list_is_filtered_by_submitter_time_and_the_beginning_of_the_id() {
    var noon = Sample.NOON.toEpochMilli();
    commit(Sample.submit(submittedBy("ann", 1, Sample.NOON), RequestKey.NONE));
    commit(Sample.submit(submittedBy("bob", 2, Sample.NOON), RequestKey.NONE));
    commit(Sample.submit(submittedBy("bob", 3, Sample.NOON.plusMillis(10)), RequestKey.NONE));

    assertThat(listed(filter("bob", Span.EVER, ""))).containsExactly(Sample.id(3), Sample.id(2));
    assertThat(listed(filter("bo", Span.EVER, ""))).isEmpty();
    assertThat(listed(filter("", new Span(noon, noon + 10), "")))
        .containsExactly(Sample.id(2), Sample.id(1));
    assertThat(listed(filter("bob", new Span(noon + 10, noon + 11), "")))
        .containsExactly(Sample.id(3));
    assertThat(listed(filter("", new Span(noon + 11, Long.MAX_VALUE), ""))).isEmpty();
    var second = Sample.id(2).toString();
    for (int length = 1; length <= second.length(); length++) {
      assertThat(listed(filter("", Span.EVER, second.substring(0, length))))
          .as(second.substring(0, length))
          .contains(Sample.id(2));
    }
    assertThat(listed(filter("", Span.EVER, second))).containsExactly(Sample.id(2));
    assertThat(listed(filter("", Span.EVER, "f"))).isEmpty();
  }

  private static WorkFilter filter(String submitter, Span created, String idStart) {
    return new WorkFilter("", Set.of(), submitter, created, idStart, List.of(), NameScope.ALL);
  }

  private static WorkRecord submittedBy(String actor, int number, Instant at) {
    var work = Sample.work(number);
    return with(work, work.origin().labels(), new WorkRecord.Submission(actor, at));
  }

  private static WorkRecord labelled(int number, String name, Map<String, String> labels) {
    var work = Sample.work(number, name);
    return with(work, labels, work.origin().submission());
  }

  private static WorkRecord with(
      WorkRecord work, Map<String, String> labels, WorkRecord.Submission submission) {
    var was = work.origin();
    var origin =
        new WorkRecord.Origin(
            was.name(),
            was.desc(),
            was.jobs(),
            was.planHash(),
            labels,
            submission,
            was.expiresAt());
    return new WorkRecord(work.id(), origin, 0, 1, work.summary());
  }

  @Test
  default void a_list_is_filtered_by_labels_all_of_which_a_work_must_have() {
    var storage = Map.of("team", "storage", "site", "ams1");
    commitTogether(
        Sample.submit(labelled(1, "erase", storage), RequestKey.NONE),
        Sample.submit(labelled(2, "paint", Map.of("team", "storage")), RequestKey.NONE),
        Sample.submit(labelled(3, "erase", Map.of("team", "Storage")), RequestKey.NONE),
        Sample.submit(labelled(4, "erase", Map.of("team", "", "ticket", "7")), RequestKey.NONE),
        Sample.submit(Sample.work(5), RequestKey.NONE));

    assertThat(listed("", "team=storage")).containsExactly(Sample.id(2), Sample.id(1));
    assertThat(listed("", "team")).hasSize(4).startsWith(Sample.id(4));
    assertThat(listed("", "team=")).containsExactly(Sample.id(4));
    assertThat(listed("", "team", "team=storage", "team=storage")).hasSize(2);
    assertThat(listed("", "team", "site=ams1")).containsExactly(Sample.id(1));
    assertThat(listed("", "team=storage", "site")).containsExactly(Sample.id(1));
    assertThat(listed("", "team=storage", "team=Storage")).isEmpty();
    assertThat(listed("erase", "team=storage")).containsExactly(Sample.id(1));
    assertThat(listed("erase", "team", "ticket=7")).containsExactly(Sample.id(4));
    assertThat(listed("", "tea")).isEmpty();
    assertThat(listed("", "team=stor")).isEmpty();
    assertThat(found(Sample.id(1)).origin().labels()).isEqualTo(storage);
    assertThat(found(Sample.id(5)).origin().labels()).isEmpty();
  }

  @Test
  default void works_of_which_few_have_a_label_are_found_in_pages_whatever_else_is_asked() {
    for (int number = 1; number <= 40; number++) {
      var labels =
          number % 10 == 0
              ? Map.of("all", "x", "few", Integer.toString(number))
              : Map.of("all", "x");
      commit(Sample.submit(labelled(number, "erase", labels), RequestKey.NONE));
    }
    commit(Sample.queue(Sample.id(20)));

    for (var labels : List.of(new String[] {"few"}, new String[] {"all=x", "few", "all"})) {
      var first = store().list(filter("", labels), Optional.empty(), 2);
      var second = store().list(filter("", labels), Optional.of(first.getLast().id()), 2);

      assertThat(ids(first)).containsExactly(Sample.id(40), Sample.id(30));
      assertThat(ids(second)).containsExactly(Sample.id(20), Sample.id(10));
      assertThat(store().list(filter("", labels), Optional.of(Sample.id(10)), 2)).isEmpty();
    }
    assertThat(listed("erase", "few=30", "all")).containsExactly(Sample.id(30));
    var waiting =
        new WorkFilter(
            "",
            Set.of(WorkState.WAITING),
            "ann",
            Span.EVER,
            Sample.id(20).toString(),
            filter("", "few", "all").labels(),
            NameScope.ALL);
    assertThat(listed(waiting)).containsExactly(Sample.id(20));
  }

  private List<WorkId> listed(String name, String... labels) {
    return listed(filter(name, labels));
  }

  private static WorkFilter filter(String name, String... labels) {
    var matches = Arrays.stream(labels).map(text -> LabelMatch.parse(text).orElseThrow()).toList();
    return new WorkFilter(name, Set.of(), "", Span.EVER, "", matches, NameScope.ALL);
  }

  @Test
  default void a_filtered_list_is_paged_too() {
    for (int number = 1; number <= 6; number++) {
      var name = number % 2 == 0 ? "even" : "odd";
      commit(Sample.submit(Sample.work(number, name), RequestKey.NONE));
    }
    var even = WorkFilter.of("even", Set.of(WorkState.NOT_STARTED));

    assertThat(ids(store().list(even, Optional.of(Sample.id(6)), 1))).containsExactly(Sample.id(4));
    assertThat(ids(store().list(even, Optional.of(Sample.id(5)), 9)))
        .containsExactly(Sample.id(4), Sample.id(2));
  }

  @Test
  default void due_are_the_works_whose_time_has_come_in_its_order() {
    submitted(1); // due when it expires
    for (int number = 2; number <= 6; number++) {
      commit(due(claimed(number), 100L - number / 2));
    }
    commit(due(claimed(7), WorkMachine.AT_REST));
    commit(Sample.append(claimed(8), 3, WorkState.COMPLETED));

    var due = store().due(98, Optional.empty(), 100);

    assertThat(ids(due)).containsExactly(Sample.id(6), Sample.id(4), Sample.id(5));
    assertThat(due.getFirst()).isEqualTo(found(Sample.id(6)));
    assertThat(store().due(98, Optional.empty(), 2)).isEqualTo(due.subList(0, 2));
    assertThat(store().due(98, Optional.of(due.get(1)), 2)).isEqualTo(due.subList(2, 3));
    assertThat(store().due(98, Optional.of(due.getLast()), 2)).isEmpty();
    assertThat(ids(store().due(WorkMachine.AT_REST, Optional.empty(), 100)))
        .endsWith(Sample.id(1), Sample.id(7))
        .hasSize(7);
    assertThat(store().due(WorkMachine.NEVER, Optional.empty(), 100)).hasSize(7);
  }

  private static Write.Append due(Claim claim, long millis) {
    var summary =
        new WorkSummary(
            WorkState.RUNNING,
            "",
            false,
            false,
            WorkSummary.Times.NONE,
            millis,
            WorkSummary.Counts.NONE);
    return new Write.Append(claim, Sample.entry(3), summary, Write.ANY_EPOCH);
  }

  @Test
  default void works_that_have_not_ended_are_counted_by_name_up_to_a_limit() {
    assertThat(store().unended(NameScope.ALL, 9)).isEmpty();
    commitTogether(
        Sample.submit(Sample.work(1, "erase"), RequestKey.NONE),
        Sample.submit(Sample.work(2, "paint"), RequestKey.NONE),
        Sample.submit(Sample.work(3, "Paint"), RequestKey.NONE),
        Sample.submit(Sample.work(4, "paint"), RequestKey.NONE));
    commit(Sample.queue(Sample.id(2)));
    commit(due(claimed(5), WorkMachine.AT_REST));
    var name = found(Sample.id(5)).origin().name();

    assertThat(store().unended(NameScope.ALL, 9))
        .containsAllEntriesOf(Map.of("paint", 2, "Paint", 1))
        .containsKey(name);
    assertThat(counted(9)).isEqualTo(5);
    assertThat(counted(5)).isEqualTo(5);
    assertThat(counted(3)).isEqualTo(3);
    commit(Sample.append(claimed(6), 3, WorkState.COMPLETED));
    assertThat(counted(9)).isEqualTo(5);
  }

  @Test
  default void a_list_and_a_count_are_only_of_names_in_a_scope() {
    var names = List.of("DiskErase", "DiskErase-eu", "Disk_rase", "diskErase", "Nap", "Na");
    for (int number = 1; number <= names.size(); number++) {
      commit(Sample.submit(Sample.work(number, names.get(number - 1)), RequestKey.NONE));
    }

    assertThat(in(scope("Nap"))).containsExactly("Nap");
    assertThat(in(scope("DiskErase*"))).containsExactly("DiskErase-eu", "DiskErase");
    assertThat(in(scope("Disk_*"))).containsExactly("Disk_rase");
    assertThat(in(scope("Nap").and(scope("Na")).and(scope("disk*")).and(scope("DiskErase-*"))))
        .containsExactly("Na", "Nap", "diskErase", "DiskErase-eu");
    assertThat(in(scope("*"))).hasSize(6);
    assertThat(in(scope("Na*").and(scope("*")))).hasSize(6);
    assertThat(in(NameScope.NONE)).isEmpty();
    assertThat(listed(WorkFilter.of("Nap", Set.of()).within(scope("Na")))).isEmpty();
    assertThat(listed(WorkFilter.of("Nap", Set.of()).within(scope("N*"))))
        .containsExactly(Sample.id(5));
    assertThat(store().list(WorkFilter.ALL.within(scope("Disk*")), Optional.of(Sample.id(3)), 1))
        .extracting(WorkRecord::id)
        .containsExactly(Sample.id(2));
    assertThat(store().unended(scope("DiskErase*"), 9))
        .isEqualTo(Map.of("DiskErase", 1, "DiskErase-eu", 1));
    assertThat(store().unended(NameScope.NONE, 9)).isEmpty();
    var many = scope("Nap");
    for (int i = 0; i < 3_000; i++) {
      many = many.and(new NameScope(Set.of("Other" + i), Set.of("Start" + i)));
    }
    assertThat(in(many)).containsExactly("Nap");
    assertThat(store().unended(many, 9)).isEqualTo(Map.of("Nap", 1));
  }

  @Test
  default void a_list_is_of_names_in_a_scope_and_with_labels_too() {
    for (int number = 1; number <= 6; number++) {
      commit(
          Sample.submit(
              labelled(number, number % 2 == 0 ? "Nap" : "Walk", Map.of("team", "storage")),
              RequestKey.NONE));
    }

    assertThat(listed(filter("", "team=storage", "team").within(scope("N*"))))
        .containsExactly(Sample.id(6), Sample.id(4), Sample.id(2));
    assertThat(listed(filter("", "team").within(NameScope.NONE))).isEmpty();
  }

  private static NameScope scope(String pattern) {
    return NameScope.parse(pattern).orElseThrow();
  }

  private List<String> in(NameScope scope) {
    return store().list(WorkFilter.ALL.within(scope), Optional.empty(), 9).stream()
        .map(work -> work.origin().name())
        .toList();
  }

  private int counted(int max) {
    return store().unended(NameScope.ALL, max).values().stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  default void a_queued_work_is_due_when_it_is_to_start() {
    var id = submitted(1);

    commit(
        new Write.Queue(
            id, Sample.entry(2, new Fact.Queued("ann", 5_000)), 5_000, RequestKey.NONE));

    assertThat(store().due(4_999, Optional.empty(), 1)).isEmpty();
    assertThat(ids(store().due(5_000, Optional.empty(), 1))).containsExactly(id);
  }

  private List<WorkId> listed(String name, Set<WorkState> states) {
    return listed(WorkFilter.of(name, states));
  }

  private List<WorkId> listed(WorkFilter filter) {
    return ids(store().list(filter, Optional.empty(), 100));
  }

  private static List<WorkId> ids(List<WorkRecord> works) {
    return works.stream().map(WorkRecord::id).toList();
  }
}
