package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [WorkStore#list] and [WorkStore#unfinished].
interface ListContract extends StoreUnderTest {

  @Test
  default void an_empty_store_lists_nothing() {
    assertThat(store().list(WorkFilter.ALL, Optional.empty(), 10)).isEmpty();
    assertThat(store().unfinished(Optional.empty(), 10)).isEmpty();
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
  default void a_filtered_list_is_paged_too() {
    for (int number = 1; number <= 6; number++) {
      var name = number % 2 == 0 ? "even" : "odd";
      commit(Sample.submit(Sample.work(number, name), RequestKey.NONE));
    }
    var even = new WorkFilter("even", Set.of(WorkState.NOT_STARTED));

    assertThat(ids(store().list(even, Optional.of(Sample.id(6)), 1))).containsExactly(Sample.id(4));
    assertThat(ids(store().list(even, Optional.of(Sample.id(5)), 9)))
        .containsExactly(Sample.id(4), Sample.id(2));
  }

  @Test
  default void unfinished_are_the_works_that_should_be_running_longest_waiting_first() {
    submitted(1);
    int number = 100;
    for (var state : WorkState.values()) {
      if (state != WorkState.NOT_STARTED) {
        var claim = claimed(--number);
        commit(Sample.append(claim, 3, state));
      }
    }

    var unfinished = store().unfinished(Optional.empty(), 100);

    assertThat(unfinished)
        .extracting(work -> work.summary().state())
        .containsExactly(WorkState.STOPPING, WorkState.RUNNING, WorkState.WAITING);
    assertThat(ids(unfinished)).isSorted();
    assertThat(unfinished.getFirst()).isEqualTo(found(unfinished.getFirst().id()));
    assertThat(store().unfinished(Optional.empty(), 2)).isEqualTo(unfinished.subList(0, 2));
    assertThat(store().unfinished(Optional.of(unfinished.get(1).id()), 2))
        .isEqualTo(unfinished.subList(2, 3));
    assertThat(store().unfinished(Optional.of(unfinished.getLast().id()), 2)).isEmpty();
  }

  private List<WorkId> listed(String name, Set<WorkState> states) {
    return ids(store().list(new WorkFilter(name, states), Optional.empty(), 100));
  }

  private static List<WorkId> ids(List<WorkRecord> works) {
    return works.stream().map(WorkRecord::id).toList();
  }
}
