package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private boolean wasEsStopped;
  private boolean ended;

  Invariants(MachineUnderTest work) {
    this.work = work;
  }

  void check() {
    for (; read < work.journal.size(); read++) {
      work.journal.get(read).facts().forEach(this::account);
      assertThat(unsettled()).as("running or of unknown outcome").isLessThanOrEqualTo(limit());
      assertThat(openSequences()).as("sequences begun and not ended").isLessThanOrEqualTo(limit());
      checkStrict();
    }
    assertThat(SeenWork.of(work.folded())).isEqualTo(SeenWork.of(work.machine()));
    checkEnd();
    assertThat(work.machine().wasEsStopped()).isEqualTo(wasEsStopped);
  }

  private void account(Fact fact) {
    assertThat(ended).as("nothing after the end: %s", fact).isFalse();
    switch (fact) {
      case Fact.AttemptStarted(int job, int attempt) -> started(job, attempt);
      case Fact.AttemptEnded(int job, var how, _) -> {
        assertThat(starts).as("an end needs a start").containsKey(job);
        assertThat(ends.get(job)).as("ends once").isIn(null, AttemptEnd.LOST);
        ends.put(job, how);
      }
      case Fact.BlockStarted(int block) -> {
        assertThat(block).as("in order, after the one before ended").isEqualTo(blocksEnded);
        openBlock = block;
      }
      case Fact.BlockEnded(int block, var how) -> blockEnded(block, how);
      case Fact.StopOrdered(var cause, _) -> wasEsStopped |= cause == StopCause.EMERGENCY_STOP;
      case Fact.WorkEnded _ -> ended = true;
      case Fact.Submitted _, Fact.Queued _, Fact.WorkStarted _, Fact.AttemptNotStopping _ -> {}
    }
  }

  private void started(int job, int attempt) {
    assertThat(work.machine().blockOf(job)).as("of the block that runs").isEqualTo(openBlock);
    assertThat(attempt).isEqualTo(starts.merge(job, 1, Integer::sum));
    if (work.machine().job(job).name().equals("once")) {
      assertThat(attempt).as("a ONCE job starts once").isEqualTo(1);
    }
    var place = work.machine().place(job);
    if (place.sequence() != JobPlace.SINGLE && place.index() > 0) {
      assertThat(ends.get(job - 1)).as("the job before").isEqualTo(AttemptEnd.SUCCEEDED);
    }
    if (attempt > 1) {
      assertThat(ends.remove(job)).as("again only after a loss").isEqualTo(AttemptEnd.LOST);
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
  private long unsettled() {
    return openBlock < 0
        ? 0
        : starts.keySet().stream()
            .filter(job -> work.machine().blockOf(job) == openBlock)
            .filter(job ->
                !ends.containsKey(job)
                    || List.of(AttemptEnd.LOST, AttemptEnd.UNKNOWN).contains(ends.get(job)))
            .count();
  }

  private int limit() {
    return openBlock < 0 ? 0 : work.machine().block(openBlock).block().limit();
  }

  private void checkEnd() {
    if (!work.state().isTerminal()) {
      return;
    }
    var counts = work.machine().counts();
    boolean allCompleted = counts.of(JobState.COMPLETED) == work.machine().jobCount();
    if (work.state() == WorkState.COMPLETED) {
      assertThat(allCompleted).as("COMPLETED means every job").isTrue();
    }
    assertThat(work.state() == WorkState.ES_STOPPED).isEqualTo(wasEsStopped);
    if (allCompleted && !wasEsStopped) {
      assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    }
  }
}
