package dev.interlock.engine.work;

import dev.interlock.engine.time.Spans;

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
    boolean isOfWork = work.forward == null && work.checks.hasFailed();
    if (isOfWork || progress.checks.hasFailed()) {
      return isOfWork ? work.checks.note() : progress.checks.note();
    }
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
              .formatted(work.counts.of(JobState.FAILED), work.toleratedFailures));
    }
    int first = progress.firstJob;
    while (!work.jobs.state(first).isUndone()) {
      first++;
    }
    return why.append(
            "; the first is %s: %s".formatted(work.places.path(first), work.jobs.note(first)))
        .toString();
  }

  /// Which deadline has passed: the block's, or else the work's.
  static String ofDeadline(WorkProgress work) {
    boolean isBlocks =
        work.isInBlock() && work.blocks[work.current].deadlineMillis() == work.deadlineMillis();
    return isBlocks
        ? "blocks[%d] took longer than its deadline of %s"
            .formatted(
                work.current, Spans.inWords(work.blocks[work.current].block.turn().deadline()))
        : "took longer than its deadline of " + Spans.inWords(work.request.deadline());
  }

  /// Which of the blocks that run in the end failed first; empty when none did.
  static String ofDeferredFailure(WorkProgress work) {
    for (var block : work.blocks) {
      boolean isDone = block.state == BlockState.COMPLETED || block.state == BlockState.SKIPPED;
      if (block.isDeferred() && block.startedMillis > 0 && (!isDone || block.failed() > 0)) {
        return "blocks[%d], which ran in the end, failed".formatted(block.index);
      }
    }
    return "";
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
  static String ofToleratedFailures(WorkProgress work, int jobs) {
    var counts = work.counts;
    int neverStarted = 0;
    for (var block : work.blocks) {
      neverStarted += block.isDeferred() ? 0 : block.counts.of(JobState.NOT_STARTED);
    }
    return "ran to its end; %d of %d jobs failed, which was tolerated%s"
        .formatted(
            counts.of(JobState.FAILED),
            jobs,
            neverStarted == 0
                ? ""
                : "; %d after them in their sequences never started".formatted(neverStarted));
  }
}
