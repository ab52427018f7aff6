package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.CallFailed.Kind;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkWatchTest {
  private static final RetryPlan QUICK =
      new RetryPlan(20, Duration.ofMillis(1), Duration.ofMillis(200));

  private final ScriptedServer server = ScriptedServer.start();
  private final List<CallFailed> cuts = new ArrayList<>();
  private InterlockClient client = client(Duration.ofMinutes(1), QUICK);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void brings_everything_in_order_and_ends_when_the_work_has_ended() throws Exception {
    server.answer("Watch", running(1), running(2), ended(3));

    assertThat(seqsOf(watch(0))).containsExactly(1L, 2L, 3L);
    assertThat(server.calls("Watch")).isEqualTo(1);
  }

  @Test
  void does_not_wait_for_the_stream_to_end_once_the_work_has() throws Exception {
    server.on("Watch", (_, out) -> out.onNext(ended(1)));

    assertThat(seqsOf(watch(0))).containsExactly(1L);
  }

  @Test
  void connects_again_where_it_was_cut() throws Exception {
    server.on("Watch", thenCut(Status.UNAVAILABLE, running(5), running(6)));
    server.on("Watch", thenCut(Status.RESOURCE_EXHAUSTED));
    server.on("Watch", thenCut(Status.CANCELLED, running(7)));
    server.answer("Watch", ended(8));

    assertThat(seqsOf(watch(4))).containsExactly(5L, 6L, 7L, 8L);
    assertThat(askedAfter()).containsExactly(4L, 6L, 6L, 7L);
    assertThat(cuts).hasSize(2); // the second attempt found it still cut
  }

  @Test
  void a_stream_that_ends_too_early_is_a_cut() throws Exception {
    server.answer("Watch", running(1));
    server.answer("Watch", ended(2));

    assertThat(seqsOf(watch(0))).containsExactly(1L, 2L);
    assertThat(askedAfter()).containsExactly(0L, 1L);
  }

  @Test
  void delivers_nothing_twice_when_a_server_repeats_itself() throws Exception {
    server.on("Watch", thenCut(Status.UNAVAILABLE, running(1), running(2)));
    server.answer("Watch", running(1), running(2), running(3), running(2), ended(4));

    assertThat(seqsOf(watch(0))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void survives_a_server_that_is_killed_and_comes_back() throws Exception {
    server.on(
        "Watch",
        (_, out) -> {
          out.onNext(running(1));
          out.onNext(running(2));
        });
    server.answer("Watch", running(3), ended(4));
    try (var watch = watch(0)) {
      assertThat(watch.next()).map(WatchResp::getSeq).contains(1L);
      assertThat(watch.next()).map(WatchResp::getSeq).contains(2L);

      server.die();
      server.startAgain();

      assertThat(seqsOf(watch)).containsExactly(3L, 4L);
      assertThat(askedAfter()).containsExactly(0L, 2L);
    }
  }

  @Test
  void comes_from_a_random_number_of_cuts_without_gaps_or_repeats() throws Exception {
    int events = 2_000;
    var random = new java.util.Random(42);
    server.on(
        "Watch",
        (request, out) -> {
          long first = ((WatchReq) request).getAfterSeq() + 1;
          long last = Math.min(events, first + random.nextInt(40));
          // Repeats a few, as a server may that remembers less well than we do.
          for (long seq = Math.max(1, first - random.nextInt(3)); seq <= last; seq++) {
            out.onNext(seq == events ? ended(seq) : running(seq));
          }
          out.onError(Status.UNAVAILABLE.asRuntimeException());
        });

    var seqs = seqsOf(watch(0));

    assertThat(seqs).hasSize(events).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void gives_up_when_the_server_stays_away() {
    server.die();
    client.close();
    client =
        client(Duration.ofMinutes(1), new RetryPlan(4, Duration.ofMillis(1), Duration.ofMillis(5)));

    var failed = catchThrowableOfType(CallFailed.class, () -> seqsOf(watch(0)));

    assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(cuts).hasSize(1);
  }

  @Test
  void ends_with_a_failure_that_will_not_pass() {
    server.refuse("Watch", Status.NOT_FOUND.withDescription("there is no work w1"));

    var failed = catchThrowableOfType(CallFailed.class, () -> seqsOf(watch(0)));

    assertThat(failed.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failed).hasMessage("there is no work w1");
    assertThat(server.calls("Watch")).isEqualTo(1);
  }

  @Test
  void the_planned_end_of_a_quiet_stream_is_not_a_cut() throws Exception {
    client.close();
    client = client(Duration.ofMillis(100), QUICK);
    server.on("Watch", (_, _) -> {});
    server.on("Watch", (_, out) -> out.onNext(running(1)));
    server.answer("Watch", ended(2));

    assertThat(seqsOf(watch(0))).containsExactly(1L, 2L);
    assertThat(cuts).isEmpty();
  }

  @Test
  void closing_it_from_another_thread_ends_the_wait() throws Exception {
    try (var watch = watch(0)) {
      server.on("Watch", (_, _) -> Thread.ofVirtual().start(watch::close));

      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void closing_it_during_a_pause_ends_the_pause() throws Exception {
    client.close();
    client =
        client(Duration.ofMinutes(1), new RetryPlan(9, Duration.ofHours(1), Duration.ofHours(1)));
    server.refuse("Watch", Status.UNAVAILABLE);
    var cut = new CompletableFuture<CallFailed>();
    try (var watch = client.watch("w1", 0, cut::complete)) {
      var _ = cut.thenRunAsync(watch::close);

      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void interrupting_the_reader_ends_the_wait() throws Exception {
    var asked = new CountDownLatch(1);
    server.on("Watch", (_, _) -> asked.countDown());
    try (var watch = watch(0)) {
      var thrown = new CompletableFuture<Throwable>();
      var reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  watch.next();
                } catch (InterruptedException | RuntimeException stop) {
                  thrown.complete(stop);
                }
              });
      asked.await();

      reader.interrupt();

      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void the_server_sends_no_more_than_is_read() throws Exception {
    var sent = new AtomicInteger();
    var full = new CountDownLatch(1);
    int tooMany = 100_000;
    server.on(
        "Watch",
        (_, out) ->
            out.setOnReadyHandler(() -> {
              sendWhileReady(out, sent, tooMany);
              full.countDown();
            }));
    try (var watch = watch(0)) {
      watch.next();
      full.await();

      assertThat(sent).hasValueLessThan(tooMany);
    }
  }

  private static void sendWhileReady(
      ServerCallStreamObserver<Message> out, AtomicInteger sent, int atMost) {
    var message = running(1).toBuilder().setReason("x".repeat(1_000));
    while (out.isReady() && sent.get() < atMost) {
      out.onNext(message.setSeq(sent.incrementAndGet()).build());
    }
  }

  private WorkWatch watch(long afterSeq) {
    return client.watch("w1", afterSeq, cuts::add);
  }

  private InterlockClient client(Duration streamDeadline, RetryPlan reconnects) {
    return InterlockClient.of(
        new ClientSettings(
            server.address(),
            Credentials.NONE,
            Duration.ofSeconds(30),
            streamDeadline,
            QUICK,
            reconnects,
            BreakerPlan.USUAL));
  }

  private List<Long> askedAfter() {
    return server.requests("Watch", WatchReq.class).stream().map(WatchReq::getAfterSeq).toList();
  }

  private static List<Long> seqsOf(WorkWatch watch) throws InterruptedException {
    var seqs = new ArrayList<Long>();
    try (watch) {
      for (var next = watch.next(); next.isPresent(); next = watch.next()) {
        seqs.add(next.get().getSeq());
      }
    }
    return seqs;
  }

  private static ScriptedServer.Answer thenCut(Status status, Message... messages) {
    return (_, out) -> {
      for (var message : messages) {
        out.onNext(message);
      }
      out.onError(status.asRuntimeException());
    };
  }

  private static WatchResp running(long seq) {
    return event(seq, WorkState.WORK_STATE_RUNNING);
  }

  private static WatchResp ended(long seq) {
    return event(seq, WorkState.WORK_STATE_COMPLETED);
  }

  private static WatchResp event(long seq, WorkState state) {
    return WatchResp.newBuilder().setSeq(seq).setState(state).build();
  }
}
