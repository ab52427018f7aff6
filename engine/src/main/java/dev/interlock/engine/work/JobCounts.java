package dev.interlock.engine.work;

/// How many jobs are in each state, for a block or for a whole work.
@SuppressWarnings("EnumOrdinal") // an array in memory; nothing that is stored goes by the order
public final class JobCounts {
  private final int[] counts = new int[JobState.values().length];

  JobCounts(int jobs) {
    counts[JobState.NOT_STARTED.ordinal()] = jobs;
  }

  public int of(JobState state) {
    return counts[state.ordinal()];
  }

  /// Jobs that did not do what they were for, or of which nobody knows.
  public int failedOrUnknown() {
    return of(JobState.FAILED) + of(JobState.UNKNOWN);
  }

  void move(JobState from, JobState to) {
    counts[from.ordinal()]--;
    counts[to.ordinal()]++;
  }
}
