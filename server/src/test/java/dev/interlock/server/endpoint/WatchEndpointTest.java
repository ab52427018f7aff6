package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Plans;
import dev.interlock.plugin.Outcome;
import dev.interlock.server.call.Anybody;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// F62: who watches and does not read is sent away, and keeps nobody's memory.
class WatchEndpointTest {
  private final EngineUnderTest engine =
      EngineUnderTest.on(
              new InMemoryStore(),
              ScriptedJob.idempotent("quick", (_, _) -> new Outcome.Succeeded("")))
          .start();
  private final WatchEndpoint watches =
      new WatchEndpoint(new GuardedEngine(engine.engine), engine.clock, Duration.ofHours(1));

  @AfterEach
  void close() {
    watches.close();
    engine.close();
  }

  /// Somebody who watches.
  private static final class Watcher implements Receiver<WatchResp> {
    final CountDownLatch isSent = new CountDownLatch(1);
    final CountDownLatch isRead;
    final CompletableFuture<Refusal> refusal = new CompletableFuture<>();

    Watcher(CountDownLatch isRead) {
      this.isRead = isRead;
    }

    @Override
    public void send(WatchResp next) throws InterruptedException {
      isSent.countDown();
      isRead.await();
    }

    @Override
    public void end() {
      refusal.completeExceptionally(new IllegalStateException("it ended"));
    }

    @Override
    public void fail(Refusal why) {
      refusal.complete(why);
    }
  }

  private Thread watch(Watcher watcher) throws InterruptedException {
    var id = engine.submit(Plans.block("quick"));
    var request = WatchReq.newBuilder().setId(id.toString()).build();
    var thread =
        Thread.ofVirtual()
            .start(() -> watches.call().body().answer(request, Anybody.asker(), watcher));
    watcher.isSent.await();
    return thread;
  }

  @Test
  void who_reads_nothing_is_sent_away() throws Exception {
    var watcher = new Watcher(new CountDownLatch(1));
    var thread = watch(watcher);

    engine.clock.advance(Slowness.MAX);
    assertThat(watcher.refusal).isNotDone();
    engine.clock.advance(Slowness.MAX);

    assertThat(watcher.refusal.get().reason()).isEqualTo("WATCH_TOO_SLOW");
    thread.join();
    assertThat(watches.underWay()).isZero();
  }

  @Test
  void who_reads_may_wait_for_as_long_as_nothing_changes() throws Exception {
    var watcher = new Watcher(new CountDownLatch(0));
    var thread = watch(watcher);
    await().until(() -> EnumSet.of(State.WAITING, State.TIMED_WAITING).contains(thread.getState()));

    for (int minute = 0; minute < 5; minute++) {
      engine.clock.advance(Slowness.MAX);
    }

    assertThat(watcher.refusal).isNotDone();
    watches.close();
    assertThat(watcher.refusal.get().reason()).isEqualTo("SHUTTING_DOWN");
    thread.join();
  }
}
