package dev.interlock.store.crash;

import dev.interlock.engine.journal.Write;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which of a run's writes is struck, and how; and what was written. Counts over all the lives of a
/// run.
final class CrashPlan {
  private static final int NONE = -1;

  private final int ordinal;
  private final CrashPoint point;
  private final List<Set<DurableWrite>> writes = new ArrayList<>();
  private Set<DurableWrite> struck = Set.of();
  private boolean isOver;

  private CrashPlan(int ordinal, CrashPoint point) {
    this.ordinal = ordinal;
    this.point = point;
  }

  /// Nothing is struck.
  static CrashPlan golden() {
    return new CrashPlan(NONE, CrashPoint.BEFORE);
  }

  /// @param ordinal of the write, from 0
  static CrashPlan of(int ordinal, CrashPoint point) {
    return new CrashPlan(ordinal, point);
  }

  /// Takes note of a commit.
  ///
  /// @return what strikes it
  synchronized Optional<CrashPoint> strikes(List<Write> commit) {
    if (isOver) {
      return Optional.empty();
    }
    boolean isStruck = writes.size() <= ordinal && ordinal < writes.size() + commit.size();
    commit.forEach(write -> writes.add(DurableWrite.of(write)));
    if (!isStruck) {
      return Optional.empty();
    }
    struck = EnumSet.copyOf(writes.get(ordinal));
    return Optional.of(point);
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
    return ordinal == NONE ? "golden run" : "%s write %d".formatted(point, ordinal);
  }
}
