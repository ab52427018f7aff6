package dev.interlock.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stop that two people must take back.
class ReleaseByTwoTest {
  private final StopUnderTest all = new StopUnderTest();
  private final EmergencyStop stop = all.another(2);

  @BeforeEach
  void start() {
    stop.start();
    all.clock.awaitSleepers(4);
    order("ann");
  }

  @AfterEach
  void close() {
    stop.close();
    all.close();
  }

  private void order(String who) {
    assertThat(stop.order("Drill", "smoke", Decision.unrecorded(who), RequestKey.NONE)).isPresent();
  }

  private StopVerdict release(String who) {
    return release(who, RequestKey.NONE);
  }

  private StopVerdict release(String who, RequestKey key) {
    return stop.release("Drill", "all clear", Decision.unrecorded(who), key).orElseThrow();
  }

  private void assertStopped(StopVerdict verdict) {
    assertThat(verdict).isInstanceOf(StopVerdict.Stop.class);
    assertThat(row().status()).isEqualTo("stop");
  }

  private StopRow row() {
    return all.memory.stops().rows().getFirst();
  }

  @Test
  void the_first_only_asks_and_the_second_releases() {
    assertStopped(release("bob"));
    assertThat(row().releaseAsked().actor()).isEqualTo("bob");
    assertThat(row().actor()).as("who stopped it").isEqualTo("ann");
    assertThat(row().reason()).isEqualTo("smoke");

    assertThat(release("carol")).isInstanceOf(StopVerdict.Go.class);
    assertThat(row().status()).isEqualTo("go");
    assertThat(row().actor()).isEqualTo("carol");
  }

  @Test
  void one_person_is_not_two_however_often_they_ask() {
    var key = new RequestKey("call-1", "go Drill");
    assertStopped(release("bob", key));
    assertStopped(release("bob", key));
    assertStopped(release("bob"));
  }

  @Test
  void the_second_must_not_come_late() {
    assertStopped(release("bob"));
    all.clock.advance(EmergencyStop.SECOND_WITHIN);

    assertStopped(release("carol"));

    all.clock.advance(EmergencyStop.SECOND_WITHIN.minus(Duration.ofMillis(1)));
    var _ = release("bob");
    assertThat(row().status()).isEqualTo("go");
  }

  @Test
  void a_new_stop_voids_what_was_asked() {
    assertStopped(release("bob"));
    order("dan");

    assertStopped(release("carol"));
    assertThat(row().releaseAsked().actor()).isEqualTo("carol");
    assertThat(row().actor()).isEqualTo("dan");
  }

  @Test
  void what_is_asked_is_shown() {
    assertStopped(release("bob"));

    assertThat(stop.entries())
        .filteredOn(listed -> listed.source().equals("database"))
        .extracting(listed -> listed.entry().releaseAsked())
        .isEqualTo(List.of(new StopRow.Asked("bob", all.clock.instant())));
  }

  @Test
  void what_is_not_stopped_is_released_by_one() {
    assertStopped(release("bob"));
    assertThat(release("carol")).isInstanceOf(StopVerdict.Go.class);

    assertThat(release("dan")).isInstanceOf(StopVerdict.Go.class);
    assertThat(row().releaseAsked()).isEqualTo(StopRow.Asked.BY_NOBODY);
  }
}
