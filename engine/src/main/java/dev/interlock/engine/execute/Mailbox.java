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
  List<M> takeAll() {
    var all = new ArrayList<M>();
    while (true) {
      for (var letter = letters.poll(); letter != null; letter = letters.poll()) {
        all.add(letter);
      }
      if (!all.isEmpty()) {
        return all;
      }
      LockSupport.park(this);
    }
  }

  /// What lies there, without waiting.
  Optional<M> poll() {
    return Optional.ofNullable(letters.poll());
  }
}
