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

  /// So that thousands of jobs that end together keep nobody waiting whose letter is urgent.
  private static final int TAKEN_AT_ONCE = 1_000;

  private final Queue<M> urgent = new ConcurrentLinkedQueue<>();
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

  /// Like [#put], to be taken before all that was put there otherwise. Any thread.
  void putAhead(M letter) {
    urgent.add(letter);
    LockSupport.unpark(reader);
  }

  /// Waits until there is something and takes it, in order: all that is urgent, and as much of the
  /// rest as should be handled together. The reader only; an interrupt does not end the wait.
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on who runs next
  List<M> takeSome() {
    var taken = new ArrayList<M>();
    int looks = 0;
    while (true) {
      move(urgent, Integer.MAX_VALUE, taken);
      move(letters, TAKEN_AT_ONCE, taken);
      if (!taken.isEmpty()) {
        return taken;
      }
      if (looks++ < LOOKS_BEFORE_SLEEP) {
        Thread.yield();
      } else {
        LockSupport.park(this);
      }
    }
  }

  private static <M> void move(Queue<M> from, int most, List<M> to) {
    for (int left = most; left > 0; left--) {
      var letter = from.poll();
      if (letter == null) {
        return;
      }
      to.add(letter);
    }
  }

  boolean isEmpty() {
    return urgent.isEmpty() && letters.isEmpty();
  }

  /// What lies there, without waiting.
  Optional<M> poll() {
    return Optional.ofNullable(urgent.poll()).or(() -> Optional.ofNullable(letters.poll()));
  }
}
