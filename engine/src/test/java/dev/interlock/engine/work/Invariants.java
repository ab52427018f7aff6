package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What must hold for every work after every input: an account of its own, kept from the facts
/// alone.
final class Invariants {
  private final MachineUnderTest work;
  private final Map<Integer, Integer> starts = new HashMap<>();
  private final Map<Integer, AttemptEnd> ends = new HashMap<>();
  private int read;
  private int openBlock = -1;
  private int blocksEnded;
  private final Map<Integer, Integer> limits = new HashMap<>();
  private final Set<Integer> skipped = new HashSet<>();

  /// Jobs that a person had run again.
  private final Map<Integer, Integer> again = new HashMap<>();

  /// Blocks in which a person put a failure right or lowered the limit: they may have more open
  /// than begins by itself.
  private final Set<Integer> mended = new HashSet<>();

  private boolean wasEsStopped;
  private boolean wasStopped;
  private boolean isPaused;
  private boolean ended;

  Invariants(MachineUnderTest work) {
    this.work = work;
  }

  void check() {
    for (; read < work.journal.size(); read++) {
      work.journal.get(read).facts().forEach(this::account);
    }
    assertThat(SeenWork.of(work.folded())).isEqualTo(SeenWork.of(work.machine()));
    checkEnd();
    assertThat(work.machine().wasEsStopped()).isEqualTo(wasEsStopped);
  }

  private void account(Fact fact) {
    assertThat(ended).as("nothing after the end: %s", fact).isFalse();
    switch (fact) {
      case Fact.AttemptStarted(int job, int attempt) -> started(job, attempt);
      case Fact.AttemptEnded(int job, var how, _, _) -> {
        assertThat(starts).as("an end needs a start").containsKey(job);
        assertThat(ends.get(job)).as("ends once").isIn(null, AttemptEnd.LOST);
        ends.put(job, how);
      }
      case Fact.BlockStarted(int block) -> {
        assertThat(block).as("in order, after the one before ended").isEqualTo(blocksEnded);
        openBlock = block;
      }
      case Fact.BlockEnded(int block, var how) -> blockEnded(block, how);
      case Fact.StopOrdered(var cause, _, _) -> {
        wasEsStopped |= cause == StopCause.EMERGENCY_STOP;
        wasStopped = true;
      }
      case Fact.PauseOrdered _ -> isPaused = true;
      case Fact.Resumed _ -> isPaused = false;
      case Fact.JobSkipped(int job, _, _) -> {
        assertThat(ends.get(job)).as("never a success").isNotEqualTo(AttemptEnd.SUCCEEDED);
        mended.add(work.machine().blockOf(job));
        ends.put(job, AttemptEnd.SUCCEEDED);
        skipped.add(job);
      }
      case Fact.JobResolved(int job, var as, _, _) -> resolved(job, as);
      case Fact.LimitSet(int block, int limit, _, _) -> {
        limits.put(block, limit);
        mended.add(block);
      }
      case Fact.WorkEnded _ -> ended = true;
      case Fact.Submitted _,
          Fact.Queued _,
          Fact.WorkStarted _,
          Fact.AttemptNotStopping _,
          Fact.ChecksStarted _,
          Fact.ChecksEnded _,
          Fact.BlockPassedOver _,
          Fact.ForwardEnded _,
          Fact.Paused _ -> {}
    }
  }

  private void resolved(int job, Resolution as) {
    assertThat(ends.get(job)).as("a person speaks of").isIn(AttemptEnd.UNKNOWN, AttemptEnd.FAILED);
    mended.add(work.machine().blockOf(job));
    ends.put(
        job,
        switch (as) {
          case DONE -> AttemptEnd.SUCCEEDED;
          case FAILED -> AttemptEnd.FAILED;
          case RUN_AGAIN -> AttemptEnd.LOST;
        });
    if (as == Resolution.RUN_AGAIN) {
      again.merge(job, 1, Integer::sum);
    }
  }

  private void started(int job, int attempt) {
    assertThat(isPaused || wasStopped).as("starts nothing now").isFalse();
    assertThat(work.machine().blockOf(job)).as("of the block that runs").isEqualTo(openBlock);
    assertThat(attempt).isEqualTo(starts.merge(job, 1, Integer::sum));
    if (work.machine().job(job).name().equals("once")) {
      assertThat(attempt)
          .as("a ONCE job starts once, and when a person says so")
          .isLessThanOrEqualTo(1 + again.getOrDefault(job, 0));
    }
    var place = work.machine().place(job);
    if (place.sequence() != JobPlace.SINGLE && place.index() > 0) {
      assertThat(ends.get(job - 1)).as("the job before").isEqualTo(AttemptEnd.SUCCEEDED);
    }
    if (attempt > 1) {
      assertThat(ends.remove(job)).as("again only after a loss").isEqualTo(AttemptEnd.LOST);
    }
    assertThat(unsettled(List.of(AttemptEnd.UNKNOWN)))
        .as("running or of unknown outcome")
        .isLessThanOrEqualTo(limit());
    if (!mended.contains(openBlock)) {
      assertThat(unsettled(List.of(AttemptEnd.LOST, AttemptEnd.UNKNOWN)))
          .as("running somewhere, for all that is known")
          .isLessThanOrEqualTo(limit());
      assertThat(openSequences()).as("sequences begun and not ended").isLessThanOrEqualTo(limit());
      checkStrict();
    }
  }

  private void blockEnded(int block, BlockState how) {
    assertThat(block).isEqualTo(openBlock);
    var jobs = work.machine().block(block);
    int after = jobs.firstJob() + jobs.block().jobCount();
    for (int job = jobs.firstJob(); job < after; job++) {
      assertThat(starts.containsKey(job) && !ends.containsKey(job)).as("still runs").isFalse();
      if (how == BlockState.COMPLETED && !followsAFailure(job)) {
        assertThat(ends.get(job)).isIn(AttemptEnd.SUCCEEDED, AttemptEnd.FAILED);
      }
    }
    openBlock = -1;
    blocksEnded = how == BlockState.COMPLETED ? block + 1 : Integer.MAX_VALUE;
  }

  /// Whether a job before it in its sequence failed, so that it is never started.
  private boolean followsAFailure(int job) {
    var place = work.machine().place(job);
    return place.sequence() != JobPlace.SINGLE
        && IntStream.rangeClosed(1, place.index())
            .anyMatch(before -> ends.get(job - before) == AttemptEnd.FAILED)
        && !starts.containsKey(job);
  }

  /// Sequences of the open block of which a job was started, that did not fail and whose last job
  /// has not succeeded.
  private long openSequences() {
    if (openBlock < 0) {
      return 0;
    }
    return starts.keySet().stream()
        .filter(job -> work.machine().blockOf(job) == openBlock)
        .filter(job -> isLastStartedOfItsSequence(job) && holdsItsPlace(job))
        .count();
  }

  private boolean isLastStartedOfItsSequence(int job) {
    return isLastOfItsSequence(job) || !starts.containsKey(job + 1);
  }

  private boolean isLastOfItsSequence(int job) {
    var place = work.machine().place(job);
    return place.sequence() == JobPlace.SINGLE
        || job + 1 == work.machine().jobCount()
        || work.machine().place(job + 1).sequence() != place.sequence()
        || work.machine().blockOf(job + 1) != place.block();
  }

  private boolean holdsItsPlace(int job) {
    var end = ends.get(job);
    return end == null
        || end == AttemptEnd.LOST
        || end == AttemptEnd.UNKNOWN
        || (end == AttemptEnd.SUCCEEDED && !isLastOfItsSequence(job));
  }

  /// In a strict block not even the failing of all that runs is more than is tolerated and one.
  private void checkStrict() {
    if (openBlock < 0) {
      return;
    }
    var block = work.machine().block(openBlock);
    if (block.block().tolerance().strict() && block.state() == BlockState.RUNNING) {
      long failed =
          ends.entrySet().stream()
              .filter(end -> work.machine().blockOf(end.getKey()) == openBlock)
              .filter(
                  end -> end.getValue() == AttemptEnd.FAILED || end.getValue() == AttemptEnd.FATAL)
              .count();
      assertThat(failed + openSequences())
          .as("failed and at risk")
          .isLessThanOrEqualTo(Math.max(failed, block.block().toleratedFailures() + 1L));
    }
  }

  /// Attempts that were started and of which nobody knows that they are over.
  private long unsettled(List<AttemptEnd> open) {
    return openBlock < 0
        ? 0
        : starts.keySet().stream()
            .filter(job -> work.machine().blockOf(job) == openBlock)
            .filter(job -> !ends.containsKey(job) || open.contains(ends.get(job)))
            .count();
  }

  private int limit() {
    return openBlock < 0
        ? 0
        : limits.getOrDefault(openBlock, work.machine().block(openBlock).block().limit());
  }

  private void checkEnd() {
    if (!work.state().isTerminal()) {
      return;
    }
    var counts = work.machine().counts();
    boolean allCompleted =
        counts.of(JobState.COMPLETED) + counts.of(JobState.SKIPPED) == work.machine().jobCount();
    if (work.state() == WorkState.COMPLETED) {
      assertThat(allCompleted).as("COMPLETED means every job").isTrue();
      assertThat(counts.of(JobState.SKIPPED)).isEqualTo(skipped.size());
    }
    if (work.state() != WorkState.KILLED) {
      assertThat(work.state() == WorkState.ES_STOPPED).isEqualTo(wasEsStopped);
    }
    if (allCompleted && !wasStopped) {
      assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    }
  }
}
