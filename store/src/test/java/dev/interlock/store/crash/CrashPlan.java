package dev.interlock.store.crash;

import dev.interlock.engine.journal.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which of a run's writes is struck, and how; and what was written. Counts over all the lives of a
/// run.
final class CrashPlan {
  private final Optional<Target> target;
  private final CrashPoint point;
  private final List<Set<DurableWrite>> writes = new ArrayList<>();
  private Set<DurableWrite> struck = Set.of();
  private boolean isOver;

  /// A write of a run, by what it is: threads may take turns otherwise in another run, and make
  /// more or fewer writes before it.
  ///
  /// @param before how many writes of the kind come before it
  record Target(DurableWrite kind, int before) {}

  private CrashPlan(Optional<Target> target, CrashPoint point) {
    this.target = target;
    this.point = point;
  }

  /// Nothing is struck.
  static CrashPlan golden() {
    return new CrashPlan(Optional.empty(), CrashPoint.BEFORE);
  }

  static CrashPlan of(Target target, CrashPoint point) {
    return new CrashPlan(Optional.of(target), point);
  }

  /// Takes note of a commit.
  ///
  /// @return what strikes it
  synchronized Optional<CrashPoint> strikes(List<Write> commit) {
    if (isOver) {
      return Optional.empty();
    }
    Set<DurableWrite> hit = Set.of();
    for (var write : commit) {
      var made = DurableWrite.of(write);
      if (target.isPresent() && isTarget(target.get(), made)) {
        hit = EnumSet.copyOf(made);
      }
      writes.add(made);
    }
    if (hit.isEmpty()) {
      return Optional.empty();
    }
    struck = hit;
    return Optional.of(point);
  }

  private boolean isTarget(Target sought, Set<DurableWrite> made) {
    return made.contains(sought.kind()) && count(sought.kind(), writes) == sought.before();
  }

  private static int count(DurableWrite kind, List<Set<DurableWrite>> among) {
    return (int) among.stream().filter(made -> made.contains(kind)).count();
  }

  /// Every write that was made, each by the one of its kinds that the run has the fewest of.
  synchronized List<Target> targets() {
    var targets = new ArrayList<Target>();
    for (int number = 0; number < writes.size(); number++) {
      var kind =
          writes.get(number).stream()
              .min(Comparator.comparingInt(one -> count(one, writes)))
              .orElseThrow();
      targets.add(new Target(kind, count(kind, writes.subList(0, number))));
    }
    return targets;
  }

  /// What is written from now on is neither struck nor counted.
  synchronized void isOver() {
    isOver = true;
  }

  /// What the struck write was; empty when it never came.
  synchronized Set<DurableWrite> struck() {
    return struck;
  }

  /// Every write in its order.
  synchronized List<Set<DurableWrite>> writes() {
    return List.copyOf(writes);
  }

  @Override
  public String toString() {
    return target
        .map(one -> "%s at %s number %d".formatted(point, one.kind(), one.before() + 1))
        .orElse("golden run");
  }
}
