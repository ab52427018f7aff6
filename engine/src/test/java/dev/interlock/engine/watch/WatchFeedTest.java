package dev.interlock.engine.watch;

import static dev.interlock.engine.work.Plans.block;
import static dev.interlock.engine.work.Plans.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a watcher sees of a work.
class WatchFeedTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final Semaphore passes = new Semaphore(0);
  private final ScriptedJob gated =
      ScriptedJob.idempotent(
          "gated",
          (_, _) -> {
            passes.acquire();
            return new Outcome.Succeeded("");
          });
  private final EngineUnderTest engine =
      EngineUnderTest.on(memory, gated, ScriptedJob.quick("quick")).start();

  @AfterEach
  void close() {
    passes.release(1_000);
    engine.close();
  }

  /// What a watcher knows who folds what it is given: each job's state, by its number.
  private static final class Known {
    private final Map<Integer, JobState> jobs = new HashMap<>();
    private final List<Long> seqs = new ArrayList<>();
    private final List<WorkState> states = new ArrayList<>();
    private int jobsTold;

    private boolean take(WatchFeed feed) throws InterruptedException {
      return feed.next(
              change -> {
                seqs.add(change.seq());
                states.add(change.state());
                jobsTold += change.jobs().size();
                change.jobs().forEach(job -> jobs.put(job, change.machine().jobState(job)));
                return true;
              })
          .isPresent();
    }

    private Known toTheEnd(WatchFeed feed) throws InterruptedException {
      try (feed) {
        while (take(feed)) {}
      }
      return this;
    }
  }

  private WatchFeed watch(WorkId id, long afterSeq) {
    return engine.engine.watch(id, afterSeq).orElseThrow();
  }

  private static Map<Integer, JobState> all(int jobs, JobState state) {
    return IntStream.range(0, jobs).boxed().collect(Collectors.toMap(job -> job, _ -> state));
  }

  @Test
  void an_ended_work_is_told_from_any_entry_as_what_has_changed_since_each_once() throws Exception {
    var id = engine.run(block(1, 0, 5, "quick"), block("quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    long last = engine.stored(id).seq();

    for (long after = 0; after < last; after++) {
      var known = new Known().toTheEnd(watch(id, after));

      assertThat(known.seqs).containsExactly(last);
      assertThat(known.states).containsExactly(WorkState.COMPLETED);
      assertThat(known.jobs.keySet())
          .isEqualTo(jobsIn(memory.journal(id, after, Integer.MAX_VALUE)));
      assertThat(known.jobsTold).isEqualTo(known.jobs.size());
    }
    assertThat(new Known().toTheEnd(watch(id, last)).seqs).isEmpty();
    assertThat(new Known().toTheEnd(watch(id, last + 1)).seqs).isEmpty();
  }

  private static Set<Integer> jobsIn(List<JournalEntry> entries) {
    var jobs = new HashSet<Integer>();
    for (var entry : entries) {
      for (var fact : entry.facts()) {
        if (fact instanceof Fact.AttemptStarted(int job, _)) {
          jobs.add(job);
        } else if (fact instanceof Fact.AttemptEnded(int job, _, _, _)) {
          jobs.add(job);
        }
      }
    }
    return jobs;
  }

  @Test
  void many_changes_come_in_parts_and_only_the_last_says_that_the_work_has_ended()
      throws Exception {
    var id = engine.run(block(7, 0, 1_000, "quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);

    var known = new Known().toTheEnd(watch(id, 0));

    assertThat(known.seqs).isSorted().doesNotHaveDuplicates().hasSizeBetween(9, 10);
    assertThat(known.seqs.getLast()).isEqualTo(engine.stored(id).seq());
    assertThat(known.states.getLast()).isEqualTo(WorkState.COMPLETED);
    assertThat(known.states.subList(0, known.states.size() - 1)).containsOnly(WorkState.RUNNING);
    assertThat(known.jobs).isEqualTo(all(1_000, JobState.COMPLETED));
    assertThat(known.jobsTold).isEqualTo(1_000);
  }

  @Test
  void a_watcher_who_goes_on_after_any_part_has_the_rest() throws Exception {
    var id = engine.run(block(7, 0, 1_000, "quick"));
    engine.awaitEnd(id, WorkState.COMPLETED);
    var known = new Known();

    long seq = 0;
    for (boolean more = true; more; ) { // another connection for each part
      try (var feed = watch(id, seq)) {
        more = known.take(feed);
        seq = known.seqs.getLast();
      }
    }

    assertThat(known.jobs).isEqualTo(all(1_000, JobState.COMPLETED));
    assertThat(known.jobsTold).isEqualTo(1_000);
  }

  @Test
  void watchers_of_one_work_share_one_fold_of_it_that_is_let_go_with_the_last() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    WorkMachine shared;
    try (var first = watch(id, 0);
        var second = watch(id, 1)) {
      shared = first.next(Change::machine).orElseThrow();
      assertThat(second.next(Change::machine)).containsSame(shared);
      assertThat(engine.engine.look(id, look -> look.machine().request()).orElseThrow())
          .isSameAs(shared.request());
    }
    try (var later = watch(id, 0)) {
      assertThat(later.next(Change::machine).orElseThrow()).isNotSameAs(shared);
    }
  }

  @Test
  void watchers_who_know_everything_read_the_journal_only_when_it_has_grown() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    var feeds = new ArrayList<WatchFeed>();
    for (int i = 0; i < 20; i++) {
      feeds.add(watch(id, 0));
    }
    var reads = new AtomicInteger();
    engine.store.beforeJournal(_ -> reads.incrementAndGet());
    for (var feed : feeds) {
      assertThat(feed.next(Change::seq)).contains(2L);
    }
    assertThat(reads).hasValue(1);

    passes.release(1);
    for (var feed : feeds) {
      assertThat(feed.next(Change::seq)).contains(3L);
    }

    assertThat(reads.get()).isBetween(2, 3); // one may have come before what woke it
    feeds.forEach(WatchFeed::close);
  }

  @Test
  void many_watchers_of_a_running_work_each_come_to_know_all_of_it() throws Exception {
    var id = engine.submit(block(1, 0, 300, "quick"), block(7, 0, 300, "quick"));
    var seen = new ConcurrentLinkedQueue<Known>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 20; i++) {
      var feed = watch(id, 0);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  seen.add(new Known().toTheEnd(feed));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    assertThat(engine.exec(id).toString()).startsWith("Accepted");
    for (var thread : threads) {
      thread.join();
    }

    long last = engine.stored(id).seq();
    assertThat(seen)
        .hasSize(20)
        .allSatisfy(known -> {
          assertThat(known.seqs).isSorted().doesNotHaveDuplicates().endsWith(last);
          assertThat(known.jobs).isEqualTo(all(600, JobState.COMPLETED));
          assertThat(known.states.getLast()).isEqualTo(WorkState.COMPLETED);
        });
  }

  @Test
  void a_slow_watcher_holds_nobody_up_and_has_what_came_of_it_all() throws Exception {
    var id = engine.submit(block(1, 0, 50, "quick"));
    try (var feed = watch(id, 0)) {
      assertThat(feed.next(Change::seq)).contains(1L);
      var _ = engine.exec(id);
      engine.awaitEnd(id, WorkState.COMPLETED); // without a look from the watcher

      var known = new Known().toTheEnd(feed);

      assertThat(known.seqs).containsExactly(engine.stored(id).seq());
      assertThat(known.jobs).isEqualTo(all(50, JobState.COMPLETED));
    }
  }

  @Test
  void a_change_says_what_the_work_waits_for() throws Exception {
    var id =
        engine.run(BlockPlan.of(job("quick"), job("quick")).rate(1, Duration.ofMinutes(1)).block());
    try (var feed = watch(id, 0)) {
      var reason = feed.next(Change::reason);
      while (reason.isPresent() && reason.get().isEmpty()) {
        reason = feed.next(Change::reason);
      }
      assertThat(reason.orElseThrow()).contains("its rate of 1 in 60 s lets it");
      assertThat(engine.engine.look(id, look -> look.machine().reasonOrWait(look.at())))
          .isEqualTo(reason);
      engine.awaitUntil(() -> listed(id).reasonOrWait().equals(reasonOf(id)));
    }
  }

  private WorkSummary listed(WorkId id) {
    return engine.engine.list(WorkFilter.ALL, Optional.empty(), 10).stream()
        .filter(work -> work.id().equals(id))
        .findFirst()
        .orElseThrow()
        .summary();
  }

  private String reasonOf(WorkId id) throws InterruptedException {
    return engine.engine.look(id, look -> look.machine().waitsFor(look.at())).orElseThrow();
  }

  @Test
  void while_the_store_is_away_a_watch_fails_and_the_next_one_misses_nothing() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    try (var feed = watch(id, 0);
        var other = watch(id, 0)) {
      assertThat(feed.next(Change::seq)).contains(2L);
      engine.store.beforeJournal(_ -> {
        throw new StoreUnavailable("a drill", null);
      });
      passes.release(1);
      assertThatThrownBy(() -> feed.next(Change::seq)).isInstanceOf(StoreUnavailable.class);
      engine.store.beforeJournal(_ -> {});

      assertThat(other.next(Change::seq)).contains(3L);
      assertThat(feed.next(Change::seq)).contains(3L);
    }
  }

  @Test
  void a_watcher_is_woken_by_what_happens() throws Exception {
    var id = engine.run(block(1, 0, 2, "gated"));
    try (var feed = watch(id, 2)) {
      passes.release(1);
      assertThat(feed.next(Change::seq)).contains(3L);
    }
  }

  @Test
  void closing_a_feed_ends_its_wait_and_is_forgotten() throws Exception {
    var id = engine.submit(block("quick"));
    var feed = watch(id, 0);
    assertThat(feed.next(Change::seq)).isPresent();
    assertThat(engine.watchers.count()).isEqualTo(1);
    var ended = new ConcurrentLinkedQueue<Boolean>();
    var waits =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ended.add(feed.next(Change::seq).isEmpty());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    feed.close();
    waits.join();

    assertThat(ended).containsExactly(true);
    assertThat(engine.watchers.count()).isZero();
    feed.close();
  }

  @Test
  void a_work_that_is_not_there_cannot_be_watched() {
    assertThat(engine.engine.watch(new WorkId(new UUID(1, 2)), 0)).isEmpty();
  }
}
