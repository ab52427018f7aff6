package dev.interlock.engine.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The engine's time. Any thread.
public interface Clock extends InstantSource {

  /// The wall clock: for what is stored and shown.
  @Override
  Instant instant();

  /// A clock that never jumps: for measuring how long something took. Only differences mean
  /// anything.
  long nanos();

  /// Has `wake` run once, `delay` from now, on a thread of the clock's; it must be quick and not
  /// throw.
  Alarm after(Duration delay, Runnable wake);

  /// As [#after], when the wall clock shows that time; at once when it is past.
  default Alarm atMillis(long epochMillis, Runnable wake) {
    return after(Duration.ofMillis(Math.max(0, epochMillis - millis())), wake);
  }

  /// As [#after], when [#nanos] shows that time; at once when it is past.
  default Alarm atNanos(long nanos, Runnable wake) {
    return after(Duration.ofNanos(Math.max(0, nanos - nanos())), wake);
  }

  /// Waits.
  void sleep(Duration pause) throws InterruptedException;

  /// Something that will happen unless it is cancelled.
  interface Alarm {
    /// Forgets it; harmless when it has happened already.
    void cancel();
  }
}
