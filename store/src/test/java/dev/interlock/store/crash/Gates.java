package dev.interlock.store.crash;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Holds jobs up until a scenario lets them go on, over all the lives of a run. Any thread.
final class Gates {
  private final Map<String, CountDownLatch> closed = new ConcurrentHashMap<>();
  private final Set<String> deaf = ConcurrentHashMap.newKeySet();
  private final Set<String> arrivals = ConcurrentHashMap.newKeySet();

  void hold(String tag) {
    closed.put(tag, new CountDownLatch(1));
  }

  /// Holds a job that an interrupt does not reach.
  void holdDeaf(String tag) {
    deaf.add(tag);
    hold(tag);
  }

  void letGo(String tag) {
    var gate = closed.remove(tag);
    if (gate != null) {
      gate.countDown();
    }
  }

  void letAllGo() {
    closed.keySet().forEach(this::letGo);
  }

  /// Whether the job is held up in this life.
  boolean hasArrived(int life, String tag) {
    return arrivals.contains(life + "/" + tag);
  }

  void pass(int life, String tag) throws InterruptedException {
    var gate = closed.get(tag);
    if (gate == null) {
      return;
    }
    arrivals.add(life + "/" + tag);
    while (true) {
      try {
        gate.await();
        return;
      } catch (InterruptedException e) {
        if (!deaf.contains(tag)) {
          throw e;
        }
      }
    }
  }
}
