package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What must hold for every work after every input: an account of its own, kept from the facts
/// alone.
final class Invariants {
  private final MachineUnderTest work;
  private final Map<Integer, Integer> starts = new HashMap<>();
  private final Map<Integer, AttemptEnd> ends = new HashMap<>();
  private int read;
  private int openBlock = -1;
  private final Map<Integer, BlockState> blockEnds = new HashMap<>();
  private final Map<Integer, Integer> limits = new HashMap<>();
  private final Set<Integer> skipped = new HashSet<>();

  /// Jobs that a person had run again.
  private final Map<Integer, Integer> again = new HashMap<>();

  /// Blocks in which a person put a failure right or lowered the limit: they may have more open
  /// than begins by itself.
  private final Set<Integer> mended = new HashSet<>();

  private final Map<Integer, Integer> lost = new HashMap<>();
  private final TimeInvariants times;
  private boolean wasEsStopped;
  private boolean wasStopped;
  private boolean isStopping;
  private boolean wasKilled;
  private boolean hasFailedCheck;
  private Fact.@Nullable ForwardEnded forward;
  private boolean isPaused;
  private boolean ended;

  Invariants(MachineUnderTest work) {
    this.work = work;
    this.times = new TimeInvariants(work.machine());
  }

  void check() {
    for (; read < work.journal.size(); read++) {
      var entry = work.journal.get(read);
      for (var fact : entry.facts()) {
        account(fact);
        times.account(fact, entry.at().toEpochMilli());
      }
    }
    assertThat(SeenWork.of(work.folded())).isEqualTo(SeenWork.of(work.machine()));
    checkEnd();
    assertThat(work.machine().wasEsStopped()).isEqualTo(wasEsStopped);
  }

  private void account(Fact fact) {
    assertThat(ended).as("nothing after the end: %s", fact).isFalse();
    switch (fact) {
      case Fact.AttemptStarted(int job, int attempt) -> started(job, attempt);
      case Fact.AttemptEnded(int job, var how, _, long again) -> {
        assertThat(starts).as("an end needs a start").containsKey(job);
        assertThat(ends.get(job)).as("ends once").isIn(null, AttemptEnd.LOST);
        ends.put(job, again > 0 ? AttemptEnd.LOST : how);
        lost.merge(job, how == AttemptEnd.LOST ? 1 : 0, Integer::sum);
      }
      case Fact.BlockStarted(int block) -> blockStarted(block);
      case Fact.BlockEnded(int block, var how) -> blockEnded(block, how);
      case Fact.StopOrdered(var cause, _, _) -> {
        wasEsStopped |= cause == StopCause.EMERGENCY_STOP;
        wasKilled |= cause == StopCause.KILL;
        wasStopped = true;
        isStopping = true;
        isPaused = false;
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
      case Fact.ForwardEnded forwardEnded -> {
        assertThat(wasEsStopped || wasKilled).as("nothing runs after such a stop").isFalse();
        assertThat(work.machine().running() > 0 && openBlock >= 0).isFalse();
        forward = forwardEnded;
        isStopping = false;
      }
      case Fact.ChecksEnded(var round, var passed, _) ->
          hasFailedCheck |= !passed && round.kind() != CheckKind.BYPASS;
      case Fact.BlockPassedOver(int block, _) -> {
        passedOver(block);
      }
      case Fact.Submitted _,
          Fact.Queued _,
          Fact.Claimed _,
          Fact.WorkStarted _,
          Fact.AttemptNotStopping _,
          Fact.ChecksStarted _,
          Fact.Paused _ -> {}
    }
  }

  private void blockStarted(int block) {
    assertThat(openBlock).isEqualTo(-1);
    for (int before = 0; before < block; before++) {
      var role = roleOf(before);
      if (forward == null && role == Role.FORWARD) {
        assertThat(blockEnds.get(before)).isIn(BlockState.COMPLETED, BlockState.SKIPPED);
      } else if (forward != null && mayRunAfter(role, forward.how())) {
        assertThat(blockEnds).as("in order, after the one before ended").containsKey(before);
      }
    }
    assertThat(
            forward == null
                ? roleOf(block) == Role.FORWARD
                : mayRunAfter(roleOf(block), forward.how()))
        .as("its turn has come: %s", roleOf(block))
        .isTrue();
    openBlock = block;
  }

  private Role roleOf(int block) {
    return work.machine().request().blocks().get(block).turn().role();
  }

  private static boolean mayRunAfter(Role role, WorkState how) {
    return role == Role.ALWAYS
        || role == (how == WorkState.COMPLETED ? Role.ON_SUCCESS : Role.ON_FAILURE);
  }

  private void passedOver(int block) {
    var seen = work.machine().block(block);
    for (int job = seen.firstJob(); job < seen.firstJob() + seen.block().jobCount(); job++) {
      assertThat(starts).as("nothing of it ran").doesNotContainKey(job);
      ends.put(job, AttemptEnd.SUCCEEDED);
      skipped.add(job);
    }
    openBlock = -1;
    blockEnds.put(block, BlockState.SKIPPED);
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
    assertThat(isPaused || isStopping).as("starts nothing now").isFalse();
    assertThat(work.machine().blockOf(job)).as("of the block that runs").isEqualTo(openBlock);
    assertThat(attempt).isEqualTo(starts.merge(job, 1, Integer::sum));
    if (work.machine().job(job).name().equals("once")) {
      assertThat(attempt)
          .as("a ONCE job starts once, and when a person says so")
          .isLessThanOrEqualTo(1 + again.getOrDefault(job, 0));
    }
    assertThat(attempt)
        .as("its retries, what was lost and what a person asked for")
        .isLessThanOrEqualTo(
            1
                + work.machine().job(job).retries()
                + lost.getOrDefault(job, 0)
                + again.getOrDefault(job, 0));
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
    blockEnds.put(block, how);
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
    if (work.state() == WorkState.COMPLETED) {
      assertThat(isAllDone()).as("COMPLETED means every job").isTrue();
      assertThat(hasFailedCheck).isFalse();
      assertThat(work.machine().counts().of(JobState.SKIPPED)).isEqualTo(skipped.size());
    }
    if (work.state() != WorkState.KILLED) {
      assertThat(work.state() == WorkState.ES_STOPPED).isEqualTo(wasEsStopped);
    }
    if (isAllDone() && !wasStopped && !hasFailedCheck) {
      assertThat(work.state()).isEqualTo(WorkState.COMPLETED);
    }
  }

  /// Whether every job was done or skipped, but those for another ending.
  private boolean isAllDone() {
    return IntStream.range(0, work.machine().jobCount())
        .filter(job -> {
          var role = roleOf(work.machine().blockOf(job));
          return role == Role.FORWARD || mayRunAfter(role, WorkState.COMPLETED);
        })
        .allMatch(job -> ends.get(job) == AttemptEnd.SUCCEEDED);
  }
}
