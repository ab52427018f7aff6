package dev.interlock.engine.work;

/// Why works end as they do, in words for people.
final class Reasons {
  private Reasons() {}

  /// What somebody did, or what happened by itself.
  ///
  /// @param actor empty when nobody did it
  static String by(String actor, String why) {
    return actor.isEmpty() ? why : actor + ": " + why;
  }

  /// Which of the limits on failures a block has passed, and by which job first.
  static String ofFailure(WorkProgress work, BlockProgress progress) {
    var block = progress.block;
    var why = new StringBuilder();
    why.append(
        "blocks[%d]: %d failed and %d unknown of %d %s, %d tolerated"
            .formatted(
                progress.index,
                progress.failed(),
                progress.unknown(),
                block.sequenceCount(),
                block.sequences().isEmpty() ? "jobs" : "sequences",
                block.toleratedFailures()));
    if (progress.hadTooManyInARow()) {
      why.append(", more than %d in a row".formatted(block.tolerance().consecutive()));
    }
    if (work.hasTooManyFailures()) {
      why.append(
          ", %d failed in the whole work, which tolerates %d"
              .formatted(work.counts.of(JobState.FAILED), work.request.toleratedFailures()));
    }
    int first = progress.firstJob;
    while (!work.jobs.state(first).isUndone()) {
      first++;
    }
    return why.append(
            "; the first is %s: %s".formatted(work.places.path(first), work.jobs.note(first)))
        .toString();
  }

  /// That a work can only go on once a person has looked.
  static String ofUnknownJobs(WorkProgress work) {
    var unknown = work.jobsOf(work.blocks[work.current], JobState.UNKNOWN);
    return "waits for a person to say what became of %s%s"
        .formatted(
            work.places.path(unknown[0]),
            unknown.length == 1 ? "" : " and %d more".formatted(unknown.length - 1));
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
