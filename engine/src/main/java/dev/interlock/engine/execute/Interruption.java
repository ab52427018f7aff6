package dev.interlock.engine.execute;

import dev.interlock.engine.time.Spans;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.plugin.CrashClass;
import java.time.Duration;

/// Why a running attempt is told to end, and what it counts as when it does. Public for the
/// simulation, whose attempts end by the same rules.
public sealed interface Interruption {

  /// What the attempt ended as, once it has ended by this.
  AttemptEnd endOf(CrashClass crashClass);

  /// For people.
  String note();

  /// The work is being stopped. The attempt has ended, so what it touches is at rest; how far it
  /// came nobody knows.
  record Stopped(String reason) implements Interruption {
    @Override
    public AttemptEnd endOf(CrashClass crashClass) {
      return switch (crashClass) {
        case IDEMPOTENT -> AttemptEnd.INTERRUPTED;
        case ONCE, VERIFIABLE -> AttemptEnd.UNKNOWN; // unless its probe says more
      };
    }

    @Override
    public String note() {
      return "interrupted: " + reason;
    }
  }

  /// It took longer than its job type allows.
  record TimedOut(Duration timeout) implements Interruption {
    @Override
    public AttemptEnd endOf(CrashClass crashClass) {
      return switch (crashClass) {
        case IDEMPOTENT -> AttemptEnd.FAILED;
        case ONCE, VERIFIABLE -> AttemptEnd.UNKNOWN; // unless its probe says more
      };
    }

    @Override
    public String note() {
      return "did not end within %s, and was interrupted".formatted(Spans.inWords(timeout));
    }
  }

  /// The server has lost its lease, and the work is another's from now on, or may be. Nobody hears
  /// of the end.
  record LeaseLost() implements Interruption {
    @Override
    public AttemptEnd endOf(CrashClass crashClass) {
      return switch (crashClass) {
        case IDEMPOTENT -> AttemptEnd.LOST;
        case ONCE, VERIFIABLE -> AttemptEnd.UNKNOWN;
      };
    }

    @Override
    public String note() {
      return "interrupted: its server has lost its lease";
    }
  }

  /// The server shuts down; the work goes on at its next start. Only for attempts that may run
  /// again.
  record HandedOff() implements Interruption {
    @Override
    public AttemptEnd endOf(CrashClass crashClass) {
      return AttemptEnd.LOST;
    }

    @Override
    public String note() {
      return "interrupted by the shutdown of its server; it is run again";
    }
  }
}
