package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Group commit.
class JournalTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final FaultyStore store = new FaultyStore(memory);
  private final ManualClock clock = new ManualClock();
  private final Journal journal = new Journal(store, clock);

  private static Write.SetStop stop(String name) {
    return Sample.stop(name, "stop", RequestKey.NONE);
  }

  @Test
  void a_lonely_writer_commits_on_its_own_thread() {
    var committer = new ConcurrentLinkedQueue<Thread>();
    store.beforeCommit(_ -> committer.add(Thread.currentThread()));

    for (int i = 0; i < 10; i++) {
      assertThat(journal.write(stop("a"))).isEqualTo(new WriteResult.StopSet(i + 1));
    }

    assertThat(committer).hasSize(10).containsOnly(Thread.currentThread());
    assertThat(journal.commits()).isEqualTo(10);
    assertThat(journal.writes()).isEqualTo(10);
  }

  @Test
  void who_comes_while_another_commits_shares_the_next_commit() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    holdFirstCommit(reached, mayGoOn);
    var leader = Thread.ofVirtual().start(() -> journal.write(stop("leader")));
    reached.await();
    var crowd = crowd(50, i -> journal.write(stop("n" + i)));
    for (var thread : crowd) {
      awaitParked(thread);
    }

    mayGoOn.countDown();
    leader.join();
    join(crowd);

    assertThat(journal.commits()).isEqualTo(2);
    assertThat(store.commits().getLast()).hasSize(50);
    assertThat(memory.stops().rows()).hasSize(51);
  }

  private void holdFirstCommit(CountDownLatch reached, CountDownLatch mayGoOn) {
    var first = new AtomicBoolean(true);
    store.beforeCommit(_ -> {
      if (first.getAndSet(false)) {
        reached.countDown();
        awaitQuietly(mayGoOn);
      }
    });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitParked(Thread thread) {
    org.awaitility.Awaitility.await()
        .pollInterval(java.time.Duration.ofMillis(1))
        .until(() -> thread.getState() == Thread.State.WAITING);
  }

  private static List<Thread> crowd(int size, Consumer<Integer> action) {
    return IntStream.range(0, size)
        .mapToObj(i ->
            i % 4 == 0
                ? Thread.ofPlatform().start(() -> action.accept(i))
                : Thread.ofVirtual().start(() -> action.accept(i)))
        .toList();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
  }

  @Test
  void in_a_crowd_each_writer_gets_its_own_results_in_its_order() throws Exception {
    var wrong = new ConcurrentLinkedQueue<String>();
    var answered = new AtomicInteger();

    join(
        crowd(
            64,
            writer -> {
              for (int i = 0; i < 100; i++) {
                var id = Sample.id(writer * 1_000 + i);
                var work = Sample.work(writer * 1_000 + i);
                var submitted = journal.write(Sample.submit(work, RequestKey.NONE));
                var queued = journal.write(Sample.queue(id));
                if (submitted instanceof WriteResult.Submitted of
                    && of.id().equals(id)
                    && queued.equals(new WriteResult.Done())) {
                  answered.incrementAndGet();
                } else {
                  wrong.add(submitted + " " + queued);
                }
              }
            }));

    assertThat(wrong).isEmpty();
    assertThat(answered).hasValue(6_400);
    assertThat(journal.writes()).isEqualTo(12_800);
    assertThat(journal.commits()).isLessThanOrEqualTo(12_800);
  }

  @Test
  void writes_that_stop_and_go_lose_no_wake_up() throws Exception {
    for (int round = 0; round < 300; round++) {
      join(crowd(12, i -> journal.write(stop("n" + i))));
    }

    assertThat(journal.writes()).isEqualTo(300 * 12);
  }

  @Test
  void a_commit_carries_no_more_than_a_thousand_writes_and_loses_none() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    holdFirstCommit(reached, mayGoOn);
    var leader = Thread.ofVirtual().start(() -> journal.write(stop("leader")));
    reached.await();
    var crowd = crowd(2_400, i -> journal.write(stop("n" + i)));
    for (var thread : crowd) {
      awaitParked(thread);
    }

    mayGoOn.countDown();
    leader.join();
    join(crowd);

    assertThat(store.commits()).extracting(List::size).containsExactly(1, 1_000, 1_000, 400);
  }

  @Test
  void a_store_that_is_away_fails_the_writes_of_that_commit_and_the_next_works() {
    store.goAway();
    assertThatThrownBy(() -> journal.write(stop("a")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("took the store away")
        .hasCauseInstanceOf(StoreUnavailable.class);
    store.comeBack();

    assertThat(journal.write(stop("a"))).isEqualTo(new WriteResult.StopSet(1));
  }

  @Test
  void everybody_in_a_failed_commit_is_told_and_nobody_else() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    holdFirstCommit(reached, mayGoOn);
    var leader = Thread.ofVirtual().start(() -> journal.write(stop("leader")));
    reached.await();
    var failed = new AtomicInteger();
    var crowd =
        crowd(
            20,
            i -> {
              try {
                journal.write(stop("n" + i));
              } catch (StoreUnavailable _) {
                failed.incrementAndGet();
              }
            });
    for (var thread : crowd) {
      awaitParked(thread);
    }
    store.beforeCommit(_ -> {
      store.beforeCommit(_ -> {});
      throw new StoreUnavailable("just this once", null);
    });

    mayGoOn.countDown();
    leader.join();
    join(crowd);

    assertThat(failed).hasValue(20);
    assertThat(memory.stops().rows()).extracting(StopRow::name).containsExactly("leader");
    assertThat(journal.write(stop("a"))).isEqualTo(new WriteResult.StopSet(2));
  }

  @Test
  void a_store_that_fails_in_any_other_way_leaves_nobody_waiting() {
    for (var failure :
        List.of(
            new IllegalStateException("no"), new AssertionError("no"), new StackOverflowError())) {
      store.beforeCommit(_ -> {
        store.beforeCommit(_ -> {});
        Journaled.doThrow(failure);
      });

      assertThatThrownBy(() -> journal.write(stop("a")))
          .isInstanceOf(StoreUnavailable.class)
          .hasRootCause(failure);
      assertThat(journal.write(stop("a"))).isInstanceOf(WriteResult.StopSet.class);
    }
  }

  /// Throws what is given, checked by nobody.
  private static final class Journaled {
    static void doThrow(Throwable failure) {
      switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalArgumentException(failure);
      }
    }
  }

  @Test
  void an_interrupt_does_not_end_the_wait_and_is_still_there_after_it() throws Exception {
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    holdFirstCommit(reached, mayGoOn);
    var leader = Thread.ofVirtual().start(() -> journal.write(stop("leader")));
    reached.await();
    var seen = new ConcurrentLinkedQueue<Object>();
    var waits =
        Thread.ofVirtual()
            .start(() -> {
              seen.add(journal.write(stop("a")));
              seen.add(Thread.currentThread().isInterrupted());
            });
    awaitParked(waits);

    waits.interrupt();
    mayGoOn.countDown();
    waits.join();
    leader.join();

    assertThat(seen).containsExactly(new WriteResult.StopSet(2), true);
  }

  @Test
  void a_writer_that_comes_interrupted_writes_and_stays_interrupted() throws Exception {
    var seen = new ArrayList<Object>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              seen.add(journal.write(stop("a")));
              seen.add(Thread.currentThread().isInterrupted());
            });
    thread.join();

    assertThat(seen).containsExactly(new WriteResult.StopSet(1), true);
  }

  @Test
  void counts_works_that_were_taken_over_and_appends_of_those_who_had_them() {
    var id = Sample.id(1);
    journal.write(Sample.submit(1));
    journal.write(Sample.queue(id));
    journal.write(new Write.Take(id, 0));
    assertThat(journal.takeovers()).as("nobody had it before").isZero();

    journal.write(new Write.Take(id, 1));
    journal.write(Sample.append(new Claim(id, 1), 3, WorkState.RUNNING));

    assertThat(journal.takeovers()).isEqualTo(1);
    assertThat(journal.fenced()).isEqualTo(1);
  }

  @Test
  void says_how_long_its_commits_took() {
    store.beforeCommit(_ -> clock.advance(Duration.ofMillis(3)));

    journal.write(Sample.submit(1));
    journal.write(Sample.submit(2));

    assertThat(journal.commits()).isEqualTo(2);
    assertThat(journal.commitNanos()).isEqualTo(Duration.ofMillis(6).toNanos());
  }
}
