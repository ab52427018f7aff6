package dev.interlock.engine.execute;

/// How firmly a runner was told to leave; each includes those before it.
enum Leaving {
  NOT(""),

  /// It starts nothing more, and leaves when nothing runs.
  WHEN_NOTHING_RUNS(""),

  /// It tells what may run again to end, leaves the rest to the crash rules, and waits for no
  /// store.
  SOON("the store is away at shutdown; the next start goes on with this work"),

  /// The work may be another's.
  NOW("the lease is lost; whoever claims this work goes on");

  private final String why;

  Leaving(String why) {
    this.why = why;
  }

  /// Why a work is let go of that has not come to rest, for the log.
  String why() {
    return why;
  }

  boolean is(Leaving how) {
    return compareTo(how) >= 0;
  }

  /// The firmer of the two.
  Leaving or(Leaving other) {
    return is(other) ? this : other;
  }
}
