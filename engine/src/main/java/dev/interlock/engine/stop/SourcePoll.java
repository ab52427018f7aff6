package dev.interlock.engine.stop;

import dev.interlock.engine.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one source over and over, on a thread of its own.
///
/// A platform thread: it must get its turn however many virtual threads are busy.
final class SourcePoll implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SourcePoll.class);

  private final StopSource source;
  private final Clock clock;
  private final StopTimes times;
  private final Runnable afterReading;
  private final Thread thread;
  private volatile SourceState state;

  /// Reads nothing yet.
  ///
  /// @param afterReading run after each reading of the thread's
  SourcePoll(StopSource source, Clock clock, StopTimes times, Runnable afterReading) {
    this.source = source;
    this.clock = clock;
    this.times = times;
    this.afterReading = afterReading;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("emergency-stop-" + source.name())
            .unstarted(this::pollUntilClosed);
    this.state =
        SourceState.first(
            source,
            new StopSource.Reading.Bad("it was not read yet"),
            clock.nanos(),
            clock.instant());
  }

  /// Reads once, so that there is something to say, and goes on by itself.
  void start() {
    long nanos = clock.nanos(); // as old as its beginning, should it take long
    state = SourceState.first(source, read(), nanos, clock.instant());
    thread.start();
  }

  private void pollUntilClosed() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        clock.sleep(state.isBad() ? times.pollWhenBad() : times.poll());
        readNow();
        tellOthers();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Whatever goes wrong with those who hear of it, the source is read again.
  private void tellOthers() {
    try {
      afterReading.run();
    } catch (RuntimeException e) {
      log.error("obeying the emergency stop's {} failed; trying again", source.name(), e);
    }
  }

  /// Reads on the caller's thread, between two readings of the thread's own.
  synchronized void readNow() {
    var before = state;
    long nanos = clock.nanos();
    state = before.next(read(), nanos, clock.instant());
    if (state.isBad() != before.isBad()) {
      state
          .problem()
          .ifPresentOrElse(
              problem -> log.error("the emergency stop's {} is bad: {}", source.name(), problem),
              () -> log.info("the emergency stop's {} is read well again", source.name()));
    }
  }

  private StopSource.Reading read() {
    try {
      return source.read();
    } catch (RuntimeException e) {
      log.error("reading the emergency stop's {} failed", source.name(), e);
      return new StopSource.Reading.Bad("reading it failed: " + e);
    }
  }

  SourceState state() {
    return state;
  }

  /// What keeps the source from being asked now.
  Optional<SourceTrouble> trouble() {
    return state.trouble(clock.nanos(), times.stale().toNanos());
  }

  StopVerdict verdictFor(String name) {
    return state.verdictFor(name, clock.nanos(), times.stale().toNanos());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
