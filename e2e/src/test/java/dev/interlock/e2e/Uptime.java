package dev.interlock.e2e;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether the server is up, for callers who wait to repeat a call. Any thread.
final class Uptime {
  private static final long MOMENT_MILLIS = 50;

  private volatile CountDownLatch nextDown = new CountDownLatch(0);
  private volatile CountDownLatch nextUp = new CountDownLatch(1);
  private volatile boolean over;

  void isUp() {
    nextDown = new CountDownLatch(1);
    nextUp.countDown();
  }

  void isDown() {
    nextUp = new CountDownLatch(1);
    nextDown.countDown();
  }

  /// Nothing new begins; what was begun is ended.
  void isOver() {
    over = true;
  }

  boolean goesOn() {
    return !over;
  }

  /// Waits until the server is up; while it is, for a moment, for it may just have been killed.
  void awaitUp() throws InterruptedException {
    var _ = nextDown.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    nextUp.await();
  }
}
