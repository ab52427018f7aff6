package dev.interlock.engine.work;

/// Why works end as they do, in words for people.
final class Reasons {
  private Reasons() {}

  /// Which of the limits on failures a block has passed.
  ///
  /// @param failedInWork how many sequences failed in all blocks
  /// @param toleratedInWork how many of them may
  static String ofFailure(BlockProgress progress, int failedInWork, int toleratedInWork) {
    var block = progress.block;
    var why = new StringBuilder();
    why.append(
        "blocks[%d]: %d failed and %d unknown of %d %s, %d tolerated"
            .formatted(
                progress.index,
                progress.failed(),
                progress.counts.of(JobState.UNKNOWN),
                block.sequenceCount(),
                block.sequences().isEmpty() ? "jobs" : "sequences",
                block.toleratedFailures()));
    if (progress.hadTooManyInARow()) {
      why.append(", more than %d in a row".formatted(block.tolerance().consecutive()));
    }
    if (failedInWork > toleratedInWork) {
      why.append(
          ", %d failed in the whole work, which tolerates %d"
              .formatted(failedInWork, toleratedInWork));
    }
    return why.toString();
  }

  /// That a work ran to its end, and not every job was done.
  static String ofToleratedFailures(JobCounts counts, int jobs) {
    int neverStarted = counts.of(JobState.NOT_STARTED);
    return "ran to its end; %d of %d jobs failed, which was tolerated%s"
        .formatted(
            counts.of(JobState.FAILED),
            jobs,
            neverStarted == 0
                ? ""
                : "; %d after them in their sequences never started".formatted(neverStarted));
  }
}
