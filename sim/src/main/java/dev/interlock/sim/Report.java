package dev.interlock.sim;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a person needs to look into a schedule that broke an invariant: as few faults as still
/// break it, what happened, and a test that runs it again.
final class Report {
  private Report() {}

  static String of(Schedule.Result failure, Set<Fault> without) {
    var left = fewestFaults(failure, without);
    var schedule = new Schedule(failure.seed(), left, true);
    var smallest = schedule.run();
    var what = smallest.broken().or(failure::broken);
    return """

    seed %d, %s
    %s
    with %s

    %s

    @Test
    void seed_%d_keeps_%s() {
      var without = EnumSet.noneOf(Fault.class);
      without.addAll(List.of(%s));
      assertThat(new Schedule(%dL, without, true).run().invariant()).isEmpty();
    }
    """
        .formatted(
            failure.seed(),
            failure.invariant(),
            what.map(Report::withPlace).orElse("the second run was another"),
            schedule.faults(),
            String.join("\n", smallest.trace()),
            failure.seed(),
            failure.invariant().toLowerCase(Locale.ROOT),
            left.stream().map(fault -> "Fault." + fault).collect(Collectors.joining(", ")),
            failure.seed());
  }

  private static String withPlace(Throwable broken) {
    var place = broken.getStackTrace();
    var text = new StringBuilder(broken.toString());
    for (int i = 0; i < Math.min(8, place.length); i++) {
      text.append("\n    at ").append(place[i]);
    }
    return text.toString();
  }

  /// Leaves out one fault after another, as long as the same invariant breaks.
  private static Set<Fault> fewestFaults(Schedule.Result failure, Set<Fault> without) {
    var left = EnumSet.noneOf(Fault.class);
    left.addAll(without);
    for (var fault : Fault.values()) {
      if (left.add(fault)
          && !new Schedule(failure.seed(), left, false)
              .run()
              .invariant()
              .equals(failure.invariant())) {
        left.remove(fault);
      }
    }
    return left;
  }
}
