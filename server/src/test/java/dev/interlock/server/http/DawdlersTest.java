package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// F57: who keeps a connection busy for nothing.
class DawdlersTest {
  private final Dawdlers dawdlers = new Dawdlers();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  DawdlersTest() {
    channel.freezeTime();
    channel.pipeline().addFirst(dawdlers);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void seconds(int seconds) {
    for (int second = 0; second < seconds; second++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private void sends() {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {'a'}));
  }

  private void asks() {
    sends();
    dawdlers.begun();
    dawdlers.ended();
  }

  private void asksAsSomebody() {
    dawdlers.known();
    asks();
  }

  @Test
  void who_asks_nothing_within_ten_seconds_is_sent_away() {
    seconds(9);
    assertThat(channel.isOpen()).isTrue();
    seconds(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_connection_that_is_active_twice_has_its_ten_seconds() {
    channel.pipeline().fireChannelActive();
    seconds(9);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void who_sends_a_header_byte_by_byte_is_sent_away() {
    for (int second = 0; second < 9; second++) {
      sends();
      seconds(1);
    }
    assertThat(channel.isOpen()).isTrue();
    sends();
    seconds(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void who_has_asked_and_then_only_pings_is_sent_away() {
    asksAsSomebody();
    int lasted = 0;
    while (channel.isOpen() && lasted < 60) {
      sends();
      seconds(1);
      lasted++;
    }
    assertThat(lasted).isBetween(10, 16);
  }

  @Test
  void whom_nobody_knows_does_not_stay_when_they_ask_no_more() {
    asks();
    seconds(9);
    assertThat(channel.isOpen()).isTrue();
    asks();
    seconds(9);
    assertThat(channel.isOpen()).isTrue();
    seconds(6);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void who_waits_for_an_answer_stays_though_nobody_knows_them_yet() {
    sends();
    dawdlers.begun();
    seconds(30);
    assertThat(channel.isOpen()).isTrue();
    dawdlers.ended();
    seconds(16);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_call_of_somebody_unknown_keeps_no_connection_for_more_than_a_minute() {
    sends();
    dawdlers.begun(); // gRPC's Health/Watch never ends by itself
    seconds(60);
    assertThat(channel.isOpen()).isTrue();
    seconds(10);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void who_asks_again_and_again_stays() {
    for (int second = 0; second < 60; second++) {
      asks();
      seconds(1);
    }
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void who_waits_for_an_answer_may_send_what_they_like() {
    sends();
    dawdlers.known();
    dawdlers.begun();
    for (int second = 0; second < 60; second++) {
      sends();
      seconds(1);
    }
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void who_is_known_and_idle_stays_and_may_ask_whether_the_connection_lives() {
    asksAsSomebody();
    for (int minute = 0; minute < 5; minute++) {
      seconds(30);
      sends();
      seconds(30);
    }
    assertThat(channel.isOpen()).isTrue();
  }
}
