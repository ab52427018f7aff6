package dev.interlock.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.FaultyStore;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.stop.EmergencyStop.Ordered;
import dev.interlock.engine.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// An emergency stop on a scripted file and a store in memory, with a clock that stands still.
final class StopUnderTest implements AutoCloseable {
  static final Duration POLL = StopTimes.DEFAULTS.poll();

  final InMemoryStore memory = new InMemoryStore();
  final FaultyStore store = new FaultyStore(memory);
  final ManualClock clock = new ManualClock();
  final ScriptedSource file = ScriptedSource.letting("Drill", "Other");
  final AtomicInteger told = new AtomicInteger();

  /// How many works run that were not told to stop.
  final AtomicInteger running = new AtomicInteger();

  final EmergencyStop stop =
      new EmergencyStop(
          file, new DatabaseStops(store), new Journal(store, clock), clock, StopTimes.DEFAULTS, 1);

  /// Starts, and waits until both sources were read.
  StopUnderTest() {
    tells(() -> {});
    stop.start();
    clock.awaitSleepers(2);
  }

  @Override
  public void close() {
    store.comeBack();
    stop.close();
  }

  /// Has something done whenever who must hear is told.
  void tells(Runnable then) {
    stop.tells(
        new StoppableWorks() {
          @Override
          public int running(String scope) {
            return running.get();
          }

          @Override
          public void obey(EmergencyStop now) {
            told.incrementAndGet();
            then.run();
          }
        });
  }

  void poll() {
    int before = told.get();
    clock.advance(POLL);
    until(() -> told.get() >= before + 2);
    clock.awaitSleepers(2);
  }

  static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(1)).until(condition);
  }

  void setRow(String name, String status) {
    var row = new StopRow(name, status, "a drill", "eve", ManualClock.NOON);
    var _ = memory.commit(List.of(new Write.SetStop(row, RequestKey.NONE)));
  }

  StopVerdict drill() {
    return stop.verdictFor("Drill");
  }

  Ordered order(String name) {
    return stop.order(name, "smoke", Decision.unrecorded("bob"), RequestKey.NONE).orElseThrow();
  }

  /// What comes of what is wrong with a source; empty when nothing is.
  Optional<SourceTrouble.Effect> effectOf(String source) {
    return stop.sources().stream()
        .filter(one -> one.source().equals(source))
        .flatMap(one -> one.trouble().stream())
        .map(SourceTrouble::effect)
        .findFirst();
  }

  void assertStopped(String name) {
    assertThat(stop.verdictFor(name)).isInstanceOf(StopVerdict.Stop.class);
  }

  void assertGo(String name) {
    assertThat(stop.verdictFor(name)).isInstanceOf(StopVerdict.Go.class);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One that was not started.
  EmergencyStop another() {
    return another(1);
  }

  /// One that was not started, and that so many people must release.
  EmergencyStop another(int releasePeople) {
    return new EmergencyStop(
        file,
        new DatabaseStops(store),
        new Journal(store, clock),
        clock,
        StopTimes.DEFAULTS,
        releasePeople);
  }
}
