package dev.interlock.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Many schedules, one after another, each run twice to see that it is the same both times.
final class Campaign {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long firstSeed;
  private final long[] faults = new long[Fault.values().length];
  private final long[] happenings = new long[Happening.values().length];
  private long schedules;
  private long events;
  private double seconds;
  private Optional<Schedule.Result> failure = Optional.empty();
  private Optional<String> difference = Optional.empty();

  Campaign(long firstSeed) {
    this.firstSeed = firstSeed;
  }

  /// Until something is broken, or the time is over.
  void runFor(long howManySeconds) {
    long begin = System.nanoTime();
    do {
      runNext();
      seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
    } while (failure.isEmpty() && seconds < howManySeconds);
  }

  /// Until something is broken, or so many were run.
  void run(int howMany) {
    for (int i = 0; i < howMany && failure.isEmpty(); i++) {
      runNext();
    }
  }

  private void runNext() {
    long seed = firstSeed + schedules;
    var schedule = Schedule.of(seed);
    var result = schedule.run();
    var again = Schedule.of(seed).run();
    schedule.countFaults(faults);
    schedule.countHappenings(happenings);
    schedules++;
    events += result.events();
    if (result.hash() != again.hash()) {
      difference =
          Optional.of(
              "seed %d is not the same twice: %x, then %x"
                  .formatted(seed, result.hash(), again.hash()));
      failure = Optional.of(result);
    } else if (result.broken().isPresent()) {
      failure = Optional.of(result);
    }
  }

  long schedules() {
    return schedules;
  }

  Optional<Schedule.Result> failure() {
    return failure;
  }

  /// A fault that never strikes tests nothing, and what never comes to pass is not tested.
  List<Object> whatNeverHappened() {
    var dead = new ArrayList<Object>();
    for (var fault : Fault.values()) {
      if (times(fault) == 0) {
        dead.add(fault);
      }
    }
    for (var happening : Happening.values()) {
      if (times(happening) == 0) {
        dead.add(happening);
      }
    }
    return dead;
  }

  @SuppressWarnings("EnumOrdinal") // an array in memory
  private long times(Happening happening) {
    return happenings[happening.ordinal()];
  }

  @SuppressWarnings("EnumOrdinal") // an array in memory
  private long times(Fault fault) {
    return faults[fault.ordinal()];
  }

  String report() {
    var lines = new StringBuilder();
    for (var fault : Fault.values()) {
      lines.append(line(fault, times(fault)));
    }
    for (var happening : Happening.values()) {
      lines.append(line(happening, times(happening)));
    }
    lines.append(
        String.format(
            Locale.ROOT,
            "%,d schedules from seed %d, each twice, in %.1f s: %.0f a second, %,.0f an hour;"
                + " %.0f events each%n",
            schedules,
            firstSeed,
            seconds,
            schedules / seconds,
            schedules / seconds * 3_600,
            (double) events / schedules));
    difference.ifPresent(lines::append);
    return lines.append(failure.isPresent() ? "BROKEN" : "every invariant held").toString();
  }

  private static String line(Object what, long times) {
    return String.format(Locale.ROOT, "%-24s %,12d%n", what, times);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"schedules\": %d, \"seconds\": %.1f, \"violations\": %d, \"seed\": %d}%n",
        schedules,
        seconds,
        failure.isPresent() ? 1 : 0,
        firstSeed);
  }
}
