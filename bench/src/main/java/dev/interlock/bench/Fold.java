package dev.interlock.bench;

import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/// How long it takes to know a large work again, and how much memory it then needs.
///
/// @param millis to read the journal and fold it, the best of five
/// @param machineBytesAJob of the work machine
/// @param requestBytesAJob of the request, which the machine refers to
record Fold(int jobs, double millis, double machineBytesAJob, double requestBytesAJob) {
  private static final int ROUNDS = 5;

  /// Folds the largest work in the database, and the oldest of those: its jobs did nothing.
  static Fold largestIn(Path database) {
    try (var store = SqliteStore.open(database)) {
      var largest =
          store.list(WorkFilter.ALL, Optional.empty(), 500).stream()
              .max(
                  Comparator.comparingInt((WorkRecord work) -> work.origin().jobs())
                      .thenComparing(work -> work.origin().created(), Comparator.reverseOrder()))
              .orElseThrow();
      double best = Double.MAX_VALUE;
      var request = store.request(largest.id()).orElseThrow();
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        var folded = Folded.from(store, largest.id(), request);
        best = Math.min(best, (System.nanoTime() - start) / 1e6);
        check(folded.machine(), largest.origin().jobs());
      }
      int jobs = largest.origin().jobs();
      long empty = usedBytes();
      var again = store.request(largest.id()).orElseThrow();
      long withRequest = usedBytes();
      WorkMachine machine = Folded.from(store, largest.id(), again).machine();
      long withMachine = usedBytes();
      check(machine, again.jobCount()); // also keeps both in memory until here
      return new Fold(
          jobs,
          best,
          (double) (withMachine - withRequest) / jobs,
          (double) (withRequest - empty) / jobs);
    }
  }

  private static void check(WorkMachine machine, int jobs) {
    if (machine.counts().of(JobState.COMPLETED) != jobs) {
      throw new IllegalStateException("the fold does not give the work back");
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
