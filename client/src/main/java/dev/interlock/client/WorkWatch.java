package dev.interlock.client;

import dev.interlock.api.v1.WatchResp;
import dev.interlock.client.WatchSource.Connection;
import io.github.resilience4j.core.IntervalFunction;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens to a work, in order, each thing once, until the work has ended. When the connection
/// is lost it is made again from the last seq that was delivered.
///
/// One thread reads; any thread may close. The server sends no more than is read.
public final class WorkWatch implements AutoCloseable {
  private final WatchSource source;
  private final RetryPlan plan;
  private final IntervalFunction pauses;
  private final Consumer<CallFailed> onCut;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();
  // Only the reading thread touches these.
  private long seq;
  private int failures;
  private boolean ended;

  WorkWatch(WatchSource source, long afterSeq, RetryPlan plan, Consumer<CallFailed> onCut) {
    this.source = source;
    this.seq = afterSeq;
    this.plan = plan;
    this.pauses = plan.pauses();
    this.onCut = onCut;
  }

  /// Waits for the next thing that happens.
  ///
  /// @return empty once the work has ended and everything was delivered, or after [#close]
  /// @throws CallFailed when the server refuses, or could not be reached for as long as the plan of
  ///   reconnects allows
  public Optional<WatchResp> next() throws InterruptedException {
    while (!ended && !isClosed()) {
      try {
        var messages = connected().messages();
        while (messages.hasNext()) {
          var message = messages.next();
          if (message.getSeq() > seq) { // what a server repeats after a cut is not news
            return Optional.of(delivered(message));
          }
        }
        cut(ranDry());
      } catch (StatusRuntimeException thrown) {
        cut(source.failure(thrown));
      }
    }
    return Optional.empty();
  }

  /// Ends the watch: a waiting [#next] returns empty. The work goes on. May be called twice.
  @Override
  public void close() {
    closed.countDown();
    disconnect();
  }

  private Connection connected() {
    var open = connection.get();
    if (open != null) {
      return open;
    }
    var fresh = source.open(seq);
    connection.set(fresh);
    if (isClosed()) { // closed meanwhile: close() may have seen no connection to end
      fresh.close();
    }
    return fresh;
  }

  private WatchResp delivered(WatchResp message) {
    seq = message.getSeq();
    failures = 0;
    ended = WorkStates.hasEnded(message.getState());
    if (ended) {
      disconnect();
    }
    return message;
  }

  /// Returns when it is time to connect again, or throws.
  private void cut(CallFailed failed) throws InterruptedException {
    disconnect();
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while watching");
    }
    if (isClosed() || failed.code() == Status.Code.DEADLINE_EXCEEDED) {
      return; // a quiet stream came to its planned end
    }
    failures++;
    if (!isPassing(failed)
        || failures >= plan.attemptsMax()
        || failed.retryAfter().compareTo(plan.pauseMax()) > 0) {
      throw failed;
    }
    if (failures == 1) {
      onCut.accept(failed);
    }
    long pauseMillis = Math.max(pauses.apply(failures), failed.retryAfter().toMillis());
    // Ends early, and on purpose, when the watch is closed.
    if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
      ended = true;
    }
  }

  /// A server that shuts down may also reset its streams; asking again changes nothing there.
  private static boolean isPassing(CallFailed failed) {
    return failed.isPassing() || failed.code() == Status.Code.CANCELLED;
  }

  private CallFailed ranDry() {
    return new CallFailed(
        CallFailed.Kind.UNREACHABLE,
        Status.Code.UNAVAILABLE,
        "the server ended the stream before the work has ended",
        List.of(),
        Duration.ZERO,
        null);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void disconnect() {
    var open = connection.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
