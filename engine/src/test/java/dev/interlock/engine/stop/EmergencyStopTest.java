package dev.interlock.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.journal.FaultyStore;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.stop.EmergencyStop.Ordered;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What all sources say together, and what orders do.
class EmergencyStopTest {
  private static final Duration POLL = StopTimes.DEFAULTS.poll();

  private final InMemoryStore memory = new InMemoryStore();
  private final FaultyStore store = new FaultyStore(memory);
  private final ManualClock clock = new ManualClock();
  private final ScriptedSource file = ScriptedSource.letting("Drill", "Other");
  private final AtomicInteger told = new AtomicInteger();
  private final EmergencyStop stop =
      new EmergencyStop(
          file, new DatabaseStops(store), new Journal(store), clock, StopTimes.DEFAULTS);

  @BeforeEach
  void start() {
    stop.tells(_ -> told.incrementAndGet());
    stop.start();
    clock.awaitSleepers(2);
  }

  @AfterEach
  void close() {
    store.comeBack();
    stop.close();
  }

  private void poll() {
    int before = told.get();
    clock.advance(POLL);
    until(() -> told.get() >= before + 2);
    clock.awaitSleepers(2);
  }

  private static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(1)).until(condition);
  }

  private void setRow(String name, String status) {
    var row = new StopRow(name, status, "a drill", "eve", ManualClock.NOON);
    var _ = memory.commit(List.of(new Write.SetStop(row, RequestKey.NONE)));
  }

  private StopVerdict drill() {
    return stop.verdictFor("Drill");
  }

  private Ordered order(String name) {
    return stop.order(name, "smoke", "bob", RequestKey.NONE).orElseThrow();
  }

  private void assertStopped(String name) {
    assertThat(stop.verdictFor(name)).isInstanceOf(StopVerdict.Stop.class);
  }

  private void assertGo(String name) {
    assertThat(stop.verdictFor(name)).isInstanceOf(StopVerdict.Go.class);
  }

  @Test
  void before_anything_was_read_nothing_may_start() {
    var fresh =
        new EmergencyStop(
            file, new DatabaseStops(store), new Journal(store), clock, StopTimes.DEFAULTS);

    assertThat(fresh.verdictFor("Drill")).isInstanceOf(StopVerdict.Hold.class);
    clock.advance(Duration.ofSeconds(5));
    assertThat(fresh.verdictFor("Drill")).isInstanceOf(StopVerdict.Stop.class);
    fresh.close();
  }

  @Test
  void a_name_that_every_source_lets_run_may_run() {
    assertThat(drill()).isEqualTo(new StopVerdict.Go(0));
    assertStopped("Unlisted");
  }

  @Test
  void the_most_restrictive_source_wins() {
    setRow("Drill", "stop");
    poll();
    assertStopped("Drill");
    assertGo("Other");

    setRow("Drill", "go");
    file.says(ScriptedSource.stop("Drill"));
    poll();
    assertStopped("Drill");

    file.says(new Reading.Bad("half a file"));
    setRow("Drill", "stop");
    poll();
    assertStopped("Drill");

    setRow("Drill", "go");
    file.says(ScriptedSource.go("Drill"));
    poll();
    assertGo("Drill");
  }

  @Test
  void a_go_rests_on_the_epoch_of_the_database() {
    setRow("SomebodyElse", "stop");
    setRow("SomebodyElse", "go");
    poll();

    assertThat(drill()).isEqualTo(new StopVerdict.Go(2));
  }

  @Test
  void looking_again_sees_the_epoch_at_once() {
    setRow("SomebodyElse", "stop");

    stop.refresh();

    assertThat(drill()).isEqualTo(new StopVerdict.Go(1));
  }

  @Test
  void an_order_is_in_force_told_and_stored_when_it_returns() {
    int before = told.get();

    var ordered = order("Drill");

    assertThat(ordered).isEqualTo(new Ordered(before + 1, true));
    assertThat(drill())
        .isEqualTo(new StopVerdict.Stop("the database says stop for Drill: smoke (bob)"));
    assertGo("Other");
    assertThat(memory.stops().rows()).extracting(StopRow::name).containsExactly("Drill");
  }

  @Test
  void an_order_of_all_stops_every_name() {
    var _ = order("all");

    assertStopped("Drill");
    assertStopped("Other");
    assertStopped("Unlisted");
  }

  @Test
  void a_release_takes_the_order_back_and_tells_what_holds_now() {
    var _ = order("Drill");
    int before = told.get();

    var now = stop.release("Drill", "all clear", "bob", RequestKey.NONE);

    assertThat(now).contains(new StopVerdict.Go(2));
    assertThat(told.get()).isGreaterThan(before);
  }

  @Test
  void a_release_does_not_overrule_the_file() {
    file.says(ScriptedSource.stop("Drill"));
    poll();

    assertThat(stop.release("Drill", "all clear", "bob", RequestKey.NONE).orElseThrow())
        .isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void a_release_of_a_name_does_not_release_all() {
    var _ = order("all");

    var _ = stop.release("Drill", "me first", "bob", RequestKey.NONE);

    assertStopped("Drill");
  }

  @Test
  void an_order_while_the_store_is_away_is_in_force_and_stored_when_it_is_back() {
    store.goAway();
    assertThat(order("Drill").stored()).isFalse();
    assertStopped("Drill");
    assertThat(stop.entries()).extracting(EmergencyStop.Listed::source).contains("this process");

    store.comeBack();
    poll();

    assertThat(memory.stops().rows()).extracting(StopRow::status).containsExactly("stop");
    assertThat(stop.entries())
        .extracting(EmergencyStop.Listed::source)
        .doesNotContain("this process");
    assertStopped("Drill");
  }

  @Test
  void an_order_whose_reply_was_lost_stays_in_force() {
    store.loseReplies(1);

    assertThat(order("Drill").stored()).isFalse();

    assertStopped("Drill");
    poll();
    assertStopped("Drill");
    assertThat(memory.stops().rows()).hasSize(1);
  }

  @Test
  void a_release_while_the_store_is_away_fails_and_the_stop_stays() {
    var _ = order("Drill");
    store.goAway();

    assertThatThrownBy(() -> stop.release("Drill", "all clear", "bob", RequestKey.NONE))
        .isInstanceOf(StoreUnavailable.class);

    assertStopped("Drill");
    store.comeBack();
    poll();
    assertStopped("Drill");
  }

  @Test
  void an_order_that_comes_during_a_release_is_not_forgotten_when_it_cannot_be_stored()
      throws Exception {
    store.goAway();
    var _ = order("Drill");
    store.comeBack();
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    var first = new AtomicBoolean(true);
    store.beforeCommit(_ -> {
      if (first.getAndSet(false)) {
        reached.countDown();
        awaitQuietly(mayGoOn);
      } else {
        throw new StoreUnavailable("away again", null);
      }
    });
    var releases =
        Thread.ofPlatform().start(() -> stop.release("Drill", "all clear", "bob", RequestKey.NONE));
    reached.await();
    var orders =
        Thread.ofPlatform().start(() -> stop.order("Drill", "fire", "eve", RequestKey.NONE));
    until(() -> drill().toString().contains("fire"));
    mayGoOn.countDown();
    releases.join();
    orders.join();

    assertStopped("Drill");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void orders_and_releases_at_once_leave_what_the_database_says() throws Exception {
    for (int round = 0; round < 100; round++) {
      var orders = Thread.ofPlatform().start(() -> order("Drill"));
      var releases =
          Thread.ofPlatform().start(() -> stop.release("Drill", "clear", "bob", RequestKey.NONE));
      orders.join();
      releases.join();

      boolean isStored = memory.stops().rows().getFirst().status().equals("stop");
      assertThat(drill() instanceof StopVerdict.Stop).isEqualTo(isStored);
    }
  }

  @Test
  void a_repeated_order_is_one_order_and_a_reused_request_id_is_refused() {
    var key = new RequestKey("call-1", "stop Drill");
    var _ = stop.order("Drill", "smoke", "bob", key).orElseThrow();
    var _ = stop.order("Drill", "smoke", "bob", key).orElseThrow();
    assertThat(memory.stops().epoch()).isEqualTo(1);

    assertThat(stop.order("Other", "smoke", "bob", new RequestKey("call-1", "stop Other")))
        .isEmpty();
    assertThat(stop.release("Drill", "clear", "bob", new RequestKey("call-1", "go Drill")))
        .isEmpty();
    assertStopped("Drill");
    assertGo("Other");
  }

  @Test
  void a_source_that_hangs_holds_nobody_up_and_goes_stale() throws Exception {
    var hangs = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    file.answersWith(() -> {
      hangs.countDown();
      awaitQuietly(mayGoOn);
      return ScriptedSource.go("Drill");
    });
    clock.advance(POLL);
    hangs.await();
    assertGo("Drill");

    clock.awaitSleepers(1);
    clock.advance(Duration.ofMillis(1_501)); // 2,001 ms after its last reading began
    assertThat(drill()).isInstanceOf(StopVerdict.Hold.class);
    assertThat(order("Other").stored()).isTrue();
    clock.advance(Duration.ofSeconds(2));
    assertStopped("Drill");

    mayGoOn.countDown();
    file.says(ScriptedSource.go("Drill"));
    until(() -> {
      clock.advance(Duration.ofMillis(100));
      return drill() instanceof StopVerdict.Go;
    });
  }

  @Test
  void a_source_that_throws_is_bad_and_read_again() {
    file.answersWith(() -> {
      throw new IllegalStateException("no such disk");
    });
    poll();

    assertThat(drill()).isInstanceOf(StopVerdict.Hold.class);
    assertThat(stop.sources())
        .filteredOn(source -> source.source().equals("file"))
        .first()
        .extracting(source -> source.problem().orElse(""))
        .asString()
        .contains("no such disk");
    file.says(ScriptedSource.go("Drill"));
    poll();
    assertGo("Drill");
  }

  @Test
  void a_bad_source_is_read_again_sooner() {
    file.says(new Reading.Bad("half a file"));
    poll();
    assertThat(drill()).isInstanceOf(StopVerdict.Hold.class);

    int before = file.readings();
    clock.advance(StopTimes.DEFAULTS.pollWhenBad());
    until(() -> file.readings() > before);

    until(() -> drill() instanceof StopVerdict.Stop);
  }

  @Test
  void a_database_that_stays_away_holds_first_and_then_stops_like_any_source() {
    store.goAway();
    poll();
    assertThat(drill()).isInstanceOf(StopVerdict.Hold.class);
    poll();
    assertStopped("Drill");

    store.comeBack();
    poll();
    assertGo("Drill");
  }

  @Test
  void every_reading_is_followed_by_word_to_who_must_hear() {
    var heard = new ConcurrentLinkedQueue<StopVerdict>();
    stop.tells(all -> {
      heard.add(all.verdictFor("Drill"));
      return told.incrementAndGet();
    });
    file.says(ScriptedSource.stop("Drill"));
    poll();

    assertThat(heard).last().isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void sources_are_read_on_though_who_must_hear_throws() {
    stop.tells(_ -> {
      var _ = told.incrementAndGet();
      throw new IllegalStateException("deaf");
    });
    poll();
    file.says(ScriptedSource.stop("Drill"));

    poll();

    assertStopped("Drill");
  }

  @Test
  void entries_are_listed_by_name_with_their_source() {
    var _ = order("Drill");

    assertThat(stop.entries())
        .extracting(listed -> listed.entry().name() + " " + listed.entry().status())
        .containsExactly("Drill stop", "Drill go", "Other go");
  }

  @Test
  void it_closes_twice_and_before_it_started() {
    stop.close();
    stop.close();
    new EmergencyStop(file, new DatabaseStops(store), new Journal(store), clock, StopTimes.DEFAULTS)
        .close();
  }
}
