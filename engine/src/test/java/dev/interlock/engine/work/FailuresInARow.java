package dev.interlock.engine.work;

/// How many sequences of each block failed one after another, counted from the facts.
final class FailuresInARow {
  private final RequestShape shape;
  private final JobState[] jobs;
  private final int[] count;
  private final boolean[] tooMany;
  private final boolean[] hasRun;

  /// @param jobs as they are now, whenever it is asked
  FailuresInARow(RequestShape shape, JobState[] jobs) {
    this.shape = shape;
    this.jobs = jobs;
    this.count = new int[shape.request.blocks().size()];
    this.tooMany = new boolean[count.length];
    this.hasRun = new boolean[jobs.length];
  }

  void started(int job) {
    hasRun[shape.firstOf[job]] = true;
  }

  /// A job has come to something.
  void ended(int job) {
    int block = shape.blockOf[job];
    if (jobs[job] == JobState.FAILED) {
      count[block]++;
      int most = shape.block(block).tolerance().consecutive();
      tooMany[block] |= most >= 0 && count[block] > most;
    } else if (hasRun[shape.firstOf[job]] && isOver(job)) {
      count[block] = 0;
    }
  }

  private boolean isOver(int job) {
    for (int i = shape.firstOf[job]; i <= shape.lastOf[job]; i++) {
      if (jobs[i] != JobState.COMPLETED && jobs[i] != JobState.SKIPPED) {
        return false;
      }
    }
    return true;
  }

  /// A person has seen them.
  void forgive(int block) {
    if (block >= 0) {
      count[block] = 0;
      tooMany[block] = false;
    }
  }

  boolean isTooMany(int block) {
    return tooMany[block];
  }
}
