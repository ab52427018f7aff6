package dev.interlock.engine.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Where anybody leaves word for one reader. Leaving never waits. Its size is bounded by what a
/// work can have under way: its running attempts, their alarms and whoever looks at it.
final class Mailbox<M> {
  /// A quick job ends in less time than falling asleep and being woken takes.
  private static final int LOOKS_BEFORE_SLEEP = 4;

  private final Queue<M> letters = new ConcurrentLinkedQueue<>();
  private volatile Thread reader = Thread.currentThread();

  /// Makes the calling thread the reader.
  void readHere() {
    reader = Thread.currentThread();
  }

  /// Any thread.
  void put(M letter) {
    letters.add(letter);
    LockSupport.unpark(reader);
  }

  /// Waits until there is something and takes all of it. The reader only; an interrupt does not end
  /// the wait.
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on who runs next
  List<M> takeAll() {
    var all = new ArrayList<M>();
    int looks = 0;
    while (true) {
      for (var letter = letters.poll(); letter != null; letter = letters.poll()) {
        all.add(letter);
      }
      if (!all.isEmpty()) {
        return all;
      }
      if (looks++ < LOOKS_BEFORE_SLEEP) {
        Thread.yield();
      } else {
        LockSupport.park(this);
      }
    }
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  /// What lies there, without waiting.
  Optional<M> poll() {
    return Optional.ofNullable(letters.poll());
  }
}
