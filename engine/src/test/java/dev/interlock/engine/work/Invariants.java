package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    if (attempt > 1) {
      assertThat(ends.remove(job)).as("again only after a loss").isEqualTo(AttemptEnd.LOST);
    }
  }

  private void blockEnded(int block, BlockState how) {
    assertThat(block).isEqualTo(openBlock);
    var jobs = work.machine().block(block);
    int after = jobs.firstJob() + jobs.block().jobs().size();
    for (int job = jobs.firstJob(); job < after; job++) {
      assertThat(starts.containsKey(job) && !ends.containsKey(job)).as("still runs").isFalse();
      if (how == BlockState.COMPLETED) {
        assertThat(ends.get(job)).isIn(AttemptEnd.SUCCEEDED, AttemptEnd.FAILED);
      }
    }
    openBlock = -1;
    blocksEnded = how == BlockState.COMPLETED ? block + 1 : Integer.MAX_VALUE;
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
