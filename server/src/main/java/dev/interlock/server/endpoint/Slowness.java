package dev.interlock.server.endpoint;

import dev.interlock.engine.time.Clock;
import java.time.Duration;

/// Interrupts a thread that has been sending one thing for too long, because nobody reads it. Any
/// thread; made on the one that it interrupts.
final class Slowness implements AutoCloseable {
  /// So long, and up to twice that.
  static final Duration MAX = Duration.ofMinutes(1);

  private final Clock clock;
  private final Thread sender = Thread.currentThread();
  private Clock.Alarm alarm;
  private boolean isSending;
  private long sends;
  private long seen;
  private boolean isTooSlow;
  private boolean isClosed;

  Slowness(Clock clock) {
    this.clock = clock;
    this.alarm = clock.after(MAX, this::look);
  }

  /// Something is about to be sent; then [#sent].
  synchronized void sends() {
    isSending = true;
    sends++;
  }

  synchronized void sent() {
    isSending = false;
  }

  private synchronized void look() {
    if (isClosed) {
      return;
    }
    if (isSending && sends == seen) {
      isTooSlow = true;
      sender.interrupt();
      return;
    }
    seen = sends;
    alarm = clock.after(MAX, this::look);
  }

  /// Whether it has interrupted the thread.
  synchronized boolean isTooSlow() {
    return isTooSlow;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    alarm.cancel();
  }
}
