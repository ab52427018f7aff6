package dev.interlock.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.stop.StopSource.Reading;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What all sources say together.
class EmergencyStopTest {
  private final StopUnderTest all = new StopUnderTest();

  @AfterEach
  void close() {
    all.close();
  }

  @Test
  void before_anything_was_read_nothing_may_start() {
    var fresh = all.another();

    assertThat(fresh.verdictFor("Drill")).isInstanceOf(StopVerdict.Hold.class);
    all.clock.advance(Duration.ofSeconds(5));
    assertThat(fresh.verdictFor("Drill")).isInstanceOf(StopVerdict.Stop.class);
    fresh.close();
  }

  @Test
  void a_name_that_every_source_lets_run_may_run() {
    assertThat(all.drill()).isEqualTo(new StopVerdict.Go(0));
    all.assertStopped("Unlisted");
  }

  @Test
  void the_most_restrictive_source_wins() {
    all.setRow("Drill", "stop");
    all.poll();
    all.assertStopped("Drill");
    all.assertGo("Other");

    all.setRow("Drill", "go");
    all.file.says(ScriptedSource.stop("Drill"));
    all.poll();
    all.assertStopped("Drill");

    all.file.says(new Reading.Bad("half a file"));
    all.setRow("Drill", "stop");
    all.poll();
    all.assertStopped("Drill");

    all.setRow("Drill", "go");
    all.file.says(ScriptedSource.go("Drill"));
    all.poll();
    all.assertGo("Drill");
  }

  @Test
  void a_go_rests_on_the_epoch_of_the_database() {
    all.setRow("SomebodyElse", "stop");
    all.setRow("SomebodyElse", "go");
    all.poll();

    assertThat(all.drill()).isEqualTo(new StopVerdict.Go(2));
  }

  @Test
  void looking_again_sees_the_epoch_at_once() {
    all.setRow("SomebodyElse", "stop");

    all.stop.refresh();

    assertThat(all.drill()).isEqualTo(new StopVerdict.Go(1));
  }

  @Test
  void a_source_that_hangs_holds_nobody_up_and_goes_stale() throws Exception {
    var hangs = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    all.file.answersWith(() -> {
      hangs.countDown();
      StopUnderTest.awaitQuietly(mayGoOn);
      return ScriptedSource.go("Drill");
    });
    all.clock.advance(StopUnderTest.POLL);
    hangs.await();
    all.assertGo("Drill");

    all.clock.awaitSleepers(1);
    all.clock.advance(Duration.ofMillis(1_501)); // 2,001 ms after its last reading began
    assertThat(all.drill()).isInstanceOf(StopVerdict.Hold.class);
    assertThat(all.effectOf("file")).contains(SourceTrouble.Effect.HOLDS);
    assertThat(all.order("Other").stored()).isTrue();
    all.clock.advance(Duration.ofSeconds(2));
    all.assertStopped("Drill");
    assertThat(all.effectOf("file")).contains(SourceTrouble.Effect.STOPS);

    mayGoOn.countDown();
    all.file.says(ScriptedSource.go("Drill"));
    StopUnderTest.until(() -> {
      all.clock.advance(Duration.ofMillis(100));
      return all.drill() instanceof StopVerdict.Go;
    });
  }

  @Test
  void a_source_that_throws_is_bad_and_read_again() {
    all.file.answersWith(() -> {
      throw new IllegalStateException("no such disk");
    });
    all.poll();

    assertThat(all.drill()).isInstanceOf(StopVerdict.Hold.class);
    assertThat(all.stop.sources())
        .filteredOn(source -> source.source().equals("file"))
        .first()
        .extracting(source -> source.problem().orElse(""))
        .asString()
        .contains("no such disk");
    all.file.says(ScriptedSource.go("Drill"));
    all.poll();
    all.assertGo("Drill");
  }

  @Test
  void a_bad_source_is_read_again_sooner() {
    all.file.says(new Reading.Bad("half a file"));
    all.poll();
    assertThat(all.drill()).isInstanceOf(StopVerdict.Hold.class);

    int before = all.file.readings();
    all.clock.advance(StopTimes.DEFAULTS.pollWhenBad());
    StopUnderTest.until(() -> all.file.readings() > before);

    StopUnderTest.until(() -> all.drill() instanceof StopVerdict.Stop);
  }

  @Test
  void a_database_that_stays_away_holds_and_ends_no_work() {
    all.store.goAway();
    for (int i = 0; i < 20; i++) {
      all.poll();
      assertThat(all.drill()).isInstanceOf(StopVerdict.Hold.class);
      assertThat(all.effectOf("database")).contains(SourceTrouble.Effect.HOLDS);
    }
    assertThat(all.effectOf("file")).isEmpty();

    all.store.comeBack();
    all.poll();
    all.assertGo("Drill");
  }

  @Test
  void every_reading_is_followed_by_word_to_who_must_hear() {
    var heard = new ConcurrentLinkedQueue<StopVerdict>();
    all.tells(() -> heard.add(all.drill()));
    all.file.says(ScriptedSource.stop("Drill"));
    all.poll();

    assertThat(heard).last().isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void sources_are_read_on_though_who_must_hear_throws() {
    all.tells(() -> {
      throw new IllegalStateException("deaf");
    });
    all.poll();
    all.file.says(ScriptedSource.stop("Drill"));

    all.poll();

    all.assertStopped("Drill");
  }

  @Test
  void an_order_counts_what_it_found_running_also_when_a_poll_tells_it_first() throws Exception {
    var pollTells = new CountDownLatch(1);
    var pollHasTold = new CountDownLatch(1);
    var orderer = Thread.currentThread();
    all.running.set(3);
    all.tells(() -> {
      if (Thread.currentThread() == orderer) {
        StopUnderTest.awaitQuietly(pollHasTold);
      } else {
        pollTells.countDown();
        StopUnderTest.until(() -> all.drill() instanceof StopVerdict.Stop);
        all.running.set(0);
        pollHasTold.countDown();
      }
    });
    all.clock.advance(StopUnderTest.POLL);
    pollTells.await();

    assertThat(all.order("Drill").worksStopped()).isEqualTo(3);
  }

  @Test
  void it_closes_twice_and_before_it_started() {
    all.stop.close();
    all.stop.close();
    all.another().close();
  }
}
