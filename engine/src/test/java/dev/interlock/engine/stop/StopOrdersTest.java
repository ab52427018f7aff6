package dev.interlock.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.stop.EmergencyStop.Ordered;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What orders and releases do.
class StopOrdersTest {
  private final StopUnderTest all = new StopUnderTest();

  @AfterEach
  void close() {
    all.close();
  }

  @Test
  void an_order_is_in_force_told_and_stored_when_it_returns() {
    int before = all.told.get();
    all.running.set(2);

    var ordered = all.order("Drill");

    assertThat(ordered).isEqualTo(new Ordered(2, true, false));
    assertThat(all.told.get()).isGreaterThan(before);
    assertThat(all.drill())
        .isEqualTo(new StopVerdict.Stop("the database says stop for Drill: smoke (bob)"));
    all.assertGo("Other");
    assertThat(all.memory.stops().rows()).extracting(StopRow::name).containsExactly("Drill");
  }

  @Test
  void an_order_of_all_stops_every_name() {
    var _ = all.order("all");

    all.assertStopped("Drill");
    all.assertStopped("Other");
    all.assertStopped("Unlisted");
  }

  @Test
  void a_work_is_held_back_once_however_many_sources_stop_its_name() {
    var works = new UnendedWorks(Map.of("Drill", 2, "Other", 3, "Unlisted", 4), false);
    assertThat(works.heldBackBy(all.stop)).isEqualTo(4);

    all.file.says(ScriptedSource.stop("Drill"));
    all.poll();
    var _ = all.order("Drill");
    assertThat(works.heldBackBy(all.stop)).isEqualTo(9);
    var _ = all.order("all");
    assertThat(works.heldBackBy(all.stop)).isEqualTo(9);
  }

  @Test
  void a_release_takes_the_order_back_and_tells_what_holds_now() {
    var _ = all.order("Drill");
    int before = all.told.get();

    var now = all.stop.release("Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(now).contains(new StopVerdict.Go(2));
    assertThat(all.told.get()).isGreaterThan(before);
  }

  @Test
  void a_release_does_not_overrule_the_file() {
    all.file.says(ScriptedSource.stop("Drill"));
    all.poll();

    assertThat(
            all.stop
                .release("Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE)
                .orElseThrow())
        .isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void a_release_of_a_name_does_not_release_all() {
    var _ = all.order("all");

    var _ = all.stop.release("Drill", "me first", Decision.unrecorded("bob"), RequestKey.NONE);

    all.assertStopped("Drill");
  }

  @Test
  void a_release_that_repeats_an_earlier_one_does_not_undo_an_order_that_came_since() {
    var key = new RequestKey("call-1", "go Drill");
    var _ = all.stop.release("Drill", "all clear", Decision.unrecorded("bob"), key);
    all.store.goAway();
    assertThat(all.order("Drill").stored()).isFalse();
    all.store.comeBack();

    var _ =
        all.stop.release(
            "Drill", "all clear", Decision.unrecorded("bob"), key); // its first reply was lost

    all.assertStopped("Drill");
    assertThat(all.memory.stops().rows()).extracting(StopRow::status).containsExactly("stop");
  }

  @Test
  void an_order_while_the_store_is_away_is_in_force_and_stored_when_it_is_back() {
    all.store.goAway();
    assertThat(all.order("Drill").stored()).isFalse();
    all.assertStopped("Drill");
    assertThat(all.stop.entries())
        .extracting(EmergencyStop.Listed::source)
        .contains("this process");

    all.store.comeBack();
    all.poll();

    assertThat(all.memory.stops().rows()).extracting(StopRow::status).containsExactly("stop");
    assertThat(all.stop.entries())
        .extracting(EmergencyStop.Listed::source)
        .doesNotContain("this process");
    all.assertStopped("Drill");
  }

  @Test
  void an_order_whose_reply_was_lost_stays_in_force() {
    all.store.loseReplies(1);

    assertThat(all.order("Drill").stored()).isFalse();

    all.assertStopped("Drill");
    all.poll();
    all.assertStopped("Drill");
    assertThat(all.memory.stops().rows()).hasSize(1);
  }

  @Test
  void a_release_while_the_store_is_away_fails_and_the_stop_stays() {
    var _ = all.order("Drill");
    all.store.goAway();

    assertThatThrownBy(() ->
            all.stop.release("Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE))
        .isInstanceOf(StoreUnavailable.class);

    all.assertStopped("Drill");
    all.store.comeBack();
    all.poll();
    all.assertStopped("Drill");
  }

  @Test
  void an_order_that_comes_during_a_release_is_not_forgotten_when_it_cannot_be_stored()
      throws Exception {
    all.store.goAway();
    var _ = all.order("Drill");
    all.store.comeBack();
    var reached = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    var first = new AtomicBoolean(true);
    all.store.beforeCommit(_ -> {
      if (first.getAndSet(false)) {
        reached.countDown();
        StopUnderTest.awaitQuietly(mayGoOn);
      } else {
        throw new StoreUnavailable("away again", null);
      }
    });
    var releases =
        Thread.ofPlatform()
            .start(() ->
                all.stop.release(
                    "Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE));
    reached.await();
    var orders =
        Thread.ofPlatform()
            .start(
                () -> all.stop.order("Drill", "fire", Decision.unrecorded("eve"), RequestKey.NONE));
    StopUnderTest.until(() -> all.drill().toString().contains("fire"));
    mayGoOn.countDown();
    releases.join();
    orders.join();

    all.assertStopped("Drill");
  }

  @Test
  void orders_and_releases_at_once_leave_what_the_database_says() throws Exception {
    for (int round = 0; round < 100; round++) {
      var orders = Thread.ofPlatform().start(() -> all.order("Drill"));
      var releases =
          Thread.ofPlatform()
              .start(() ->
                  all.stop.release("Drill", "clear", Decision.unrecorded("bob"), RequestKey.NONE));
      orders.join();
      releases.join();

      boolean isStored = all.memory.stops().rows().getFirst().status().equals("stop");
      assertThat(all.drill() instanceof StopVerdict.Stop).isEqualTo(isStored);
    }
  }

  @Test
  void a_repeated_order_is_one_order_and_a_reused_request_id_is_refused() {
    var key = new RequestKey("call-1", "stop Drill");
    var _ = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), key).orElseThrow();
    var _ = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), key).orElseThrow();
    assertThat(all.memory.stops().epoch()).isEqualTo(1);

    assertThat(
            all.stop.order(
                "Other",
                "smoke",
                Decision.unrecorded("bob"),
                new RequestKey("call-1", "stop Other")))
        .isEmpty();
    assertThat(
            all.stop.release(
                "Drill", "clear", Decision.unrecorded("bob"), new RequestKey("call-1", "go Drill")))
        .isEmpty();
    all.assertStopped("Drill");
    all.assertGo("Other");
  }

  @Test
  void an_order_that_repeats_an_earlier_one_does_not_undo_a_release_that_came_since() {
    var key = new RequestKey("call-1", "stop Drill");
    var _ = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), key);
    var _ = all.stop.release("Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE);
    var first = new AtomicBoolean(true);
    all.tells(() -> {
      if (first.getAndSet(false)) {
        all.poll(); // while it is in force, and not stored
      }
    });

    var repeated = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), key);

    assertThat(repeated).contains(new Ordered(0, true, true));
    all.assertGo("Drill");
    assertThat(all.memory.stops().rows()).extracting(StopRow::status).containsExactly("go");
  }

  @Test
  void an_order_whose_reply_was_lost_does_not_undo_a_release_that_another_server_took_since() {
    all.store.loseReplies(1);
    var key = new RequestKey("call-1", "stop Drill");
    var ordered = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), key);
    assertThat(ordered).contains(new Ordered(0, false, false));
    all.setRow("Drill", "go"); // at the same time, by a clock that stands still

    all.poll();

    all.assertGo("Drill");
    assertThat(all.memory.stops().rows()).extracting(StopRow::status).containsExactly("go");
  }

  @Test
  void an_order_with_the_request_id_of_an_old_one_that_was_released_is_stored_as_promised() {
    var key = new RequestKey("panic", "stop Drill");
    var _ = all.stop.order("Drill", "a drill", Decision.unrecorded("bob"), key);
    var _ = all.stop.release("Drill", "all clear", Decision.unrecorded("bob"), RequestKey.NONE);
    all.poll(); // time passes
    all.store.goAway();
    var ordered = all.stop.order("Drill", "fire", Decision.unrecorded("bob"), key);
    assertThat(ordered).contains(new Ordered(0, false, false));
    all.store.comeBack();

    all.poll();

    all.assertStopped("Drill");
    assertThat(all.memory.stops().rows()).extracting(StopRow::reason).containsExactly("fire");
  }

  @Test
  void an_order_with_a_reused_request_id_that_was_told_to_be_in_force_stays() {
    var _ =
        all.stop.order(
            "Other", "smoke", Decision.unrecorded("bob"), new RequestKey("call-1", "stop Other"));
    all.store.goAway();
    var reused = new RequestKey("call-1", "stop Drill");
    var ordered = all.stop.order("Drill", "smoke", Decision.unrecorded("bob"), reused);
    assertThat(ordered).contains(new Ordered(0, false, false));
    all.store.comeBack();

    all.poll();

    all.assertStopped("Drill");
    assertThat(all.memory.stops().rows())
        .extracting(StopRow::status)
        .containsExactly("stop", "stop");
  }

  @Test
  void
      an_order_with_a_reused_request_id_is_stored_also_when_somebody_has_released_the_name_since() {
    var _ =
        all.stop.order(
            "Other", "smoke", Decision.unrecorded("bob"), new RequestKey("call-1", "stop Other"));
    all.store.goAway();
    var reused = new RequestKey("call-1", "stop Drill");
    var _ = all.stop.order("Drill", "fire", Decision.unrecorded("bob"), reused);
    all.setRow("Drill", "go"); // of what was not stopped there
    all.store.comeBack();

    all.poll();

    all.assertStopped("Drill");
  }

  @Test
  void an_order_with_a_reused_request_id_leaves_an_earlier_one_that_is_not_stored_yet() {
    var _ =
        all.stop.order(
            "Other", "smoke", Decision.unrecorded("bob"), new RequestKey("call-1", "stop Other"));
    all.store.goAway();
    var _ = all.order("Drill");
    all.store.comeBack();

    var reused = new RequestKey("call-1", "stop Drill");
    assertThat(all.stop.order("Drill", "fire", Decision.unrecorded("eve"), reused)).isEmpty();

    all.assertStopped("Drill");
    all.poll();
    all.assertStopped("Drill");
    assertThat(all.memory.stops().rows())
        .extracting(StopRow::reason)
        .containsExactlyInAnyOrder("smoke", "smoke");
  }

  @Test
  void entries_are_listed_by_name_with_their_source() {
    var _ = all.order("Drill");

    assertThat(all.stop.entries())
        .extracting(listed -> listed.entry().name() + " " + listed.entry().status())
        .containsExactly("Drill stop", "Drill go", "Other go");
  }
}
