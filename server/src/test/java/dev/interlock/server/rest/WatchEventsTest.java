package dev.interlock.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.server.call.Anybody;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.StreamedCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a browser sees of a work in which nothing happens for a while.
@Timeout(60)
class WatchEventsTest {
  private static final Semaphore CHANGES = new Semaphore(0);
  private static final ManualClock CLOCK = new ManualClock();

  @RegisterExtension
  static final ServerExtension SERVER =
      new ServerExtension() {
        @Override
        protected void configure(ServerBuilder builder) {
          Anybody.callsAll(builder);
          var call =
              new StreamedCall<>(
                  WorkServiceGrpc.getWatchMethod(),
                  WatchEventsTest::tellOneChange,
                  Duration.ofHours(1));
          builder
              .route()
              .get("/works/{id}")
              .build(new WatchEvents(call, Anybody.runner(), Duration.ofMinutes(1), CLOCK));
        }
      };

  private static void tellOneChange(WatchReq message, Asker asker, Receiver<WatchResp> watcher) {
    asker.demandForSome(Right.VIEW);
    try {
      watcher.begin();
      CHANGES.acquire();
      watcher.send(WatchResp.newBuilder().setSeq(7).build());
      watcher.end();
    } catch (InterruptedException gone) {
      throw new IllegalStateException("the watcher must not go by itself", gone);
    }
  }

  private static java.net.http.HttpResponse<InputStream> open(HttpClient client) throws Exception {
    var address = SERVER.httpUri().resolve("/works/some");
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
  }

  private static void readsAComment(BufferedReader lines) throws IOException {
    assertThat(lines.readLine()).isEqualTo(":");
    assertThat(lines.readLine()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void the_answer_begins_at_once_and_beats_until_something_changes(Version version)
      throws Exception {
    try (var client = HttpClient.newBuilder().version(version).build()) {
      var answer = open(client); // returns once the headers are there

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        readsAComment(lines);
        for (int beat = 0; beat < 3; beat++) {
          CLOCK.awaitAlarms(1);
          CLOCK.advance(WatchEvents.BEAT);
          readsAComment(lines);
        }
        CLOCK.awaitAlarms(1); // the next beat, which is never to come
        CHANGES.release();
        assertThat(lines.readLine()).isEqualTo("id: 7");
        assertThat(lines.readAllLines()).endsWith("event: end", "data: {}", "");
      }
      CLOCK.awaitNoAlarms();
    }
  }

  @Test
  void no_beat_is_left_by_a_client_that_leaves_while_it_is_set() {
    var clock = new ManualClock();
    var response = HttpResponse.streaming();
    var _ = response.subscribe(); // reads all there is
    Runnable leaves =
        () -> {
          if (clock.instant().isAfter(ManualClock.NOON)) { // in every alarm but the first
            response.abort();
            response.whenComplete().handle((_, _) -> true).join();
          }
        };
    var watcher = new WatchEvents.EventWatcher(response, new InterruptedClock(clock, leaves));

    watcher.begin();
    clock.advance(WatchEvents.BEAT);
    response.whenComplete().handle((_, _) -> true).join();

    clock.awaitNoAlarms();
  }

  @Test
  void no_beat_is_left_by_one_that_rings_before_whoever_set_it_knows_it() throws Exception {
    var clock = new ManualClock();
    var response = HttpResponse.streaming();
    var _ = response.subscribe(); // reads all there is
    var ringer = Thread.ofVirtual().unstarted(() -> clock.advance(WatchEvents.BEAT));
    Runnable rings =
        () -> {
          if (ringer.getState() == Thread.State.NEW) { // in the first
            ringer.start();
            // it has set the next alarm, or waits to be let in
            await().until(() -> !ringer.isAlive() || ringer.getState() == Thread.State.BLOCKED);
          }
        };
    var watcher = new WatchEvents.EventWatcher(response, new InterruptedClock(clock, rings));

    watcher.begin();
    ringer.join();
    response.abort();
    response.whenComplete().handle((_, _) -> true).join();

    clock.awaitNoAlarms();
  }

  /// A clock on which something happens before whoever sets an alarm knows it.
  private record InterruptedClock(ManualClock clock, Runnable meanwhile) implements Clock {
    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public Alarm after(Duration delay, Runnable wake) {
      var alarm = clock.after(delay, wake);
      meanwhile.run();
      return alarm;
    }

    @Override
    public void sleep(Duration pause) {
      throw new UnsupportedOperationException();
    }
  }
}
