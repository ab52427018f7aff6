package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold of the times and phases of a work: an account of its own, kept from the facts
/// alone, and forgetful of nothing.
final class TimeInvariants {
  private final WorkMachine machine;
  private final JobPlaces places;
  private final Map<Integer, Long> again = new HashMap<>();
  private final Set<CheckRound> passed = new HashSet<>();
  private final Set<CheckRound> failed = new HashSet<>();
  private final Set<CheckRound> open = new HashSet<>();

  /// The jobs that are done or skipped.
  private final Set<Integer> done = new HashSet<>();

  /// The jobs that failed, after which their sequences do not go on.
  private final Set<Integer> failedJobs = new HashSet<>();

  private final Set<Integer> sequencesBegun = new HashSet<>();
  private final List<Long> startsOfBlock = new ArrayList<>();
  private int block = -1;
  private long blockStarted;
  private long workStarted;
  private long lastEnd;
  private long forwardEnded;
  private boolean isCancelled;

  TimeInvariants(WorkMachine machine) {
    this.machine = machine;
    this.places = new JobPlaces(machine.request());
  }

  void account(Fact fact, long at) {
    switch (fact) {
      case Fact.WorkStarted() -> workStarted = at;
      case Fact.BlockStarted(int started) -> {
        block = started;
        blockStarted = at;
        lastEnd = at;
        startsOfBlock.clear();
        sequencesBegun.clear();
        if (forwardEnded == 0) {
          checksLetStart(CheckRound.OF_WORK, machine.request().checks());
        }
      }
      case Fact.AttemptStarted(int job, _) -> started(job, at);
      case Fact.AttemptEnded ended -> {
        lastEnd = at;
        if (ended.againMillis() > 0) {
          again.put(ended.job(), ended.againMillis());
        } else {
          settle(ended.job(), ended.how().job());
        }
      }
      case Fact.JobSkipped(int job, _, _) -> settle(job, JobState.SKIPPED);
      case Fact.JobResolved(int job, var as, _, _) -> {
        lastEnd = at;
        settle(job, as.job());
      }
      case Fact.Resumed _ -> lastEnd = sequencesBegun.isEmpty() ? lastEnd : Math.max(lastEnd, at);
      case Fact.ChecksStarted(var round) -> {
        assertThat(open.add(round)).as("begins once: %s", round).isTrue();
        if (round.block() != CheckRound.OF_WORK) {
          assertThat(at).isGreaterThanOrEqualTo(entranceEnds());
        }
      }
      case Fact.ChecksEnded(var round, var hasPassed, _) -> {
        assertThat(round.kind() == CheckKind.CONTINUOUS || open.contains(round))
            .as("was awaited: %s", round)
            .isTrue();
        assertThat((hasPassed ? passed : failed).add(round)).as("once: %s", round).isTrue();
      }
      case Fact.BlockEnded(int ended, var how) -> {
        if (how == BlockState.COMPLETED) {
          completed(request(ended));
        }
      }
      case Fact.ForwardEnded(var how, _) -> {
        forwardEnded = at;
        isCancelled = how == WorkState.CANCELLED;
      }
      case Fact.Submitted _,
          Fact.Queued _,
          Fact.Claimed _,
          Fact.AttemptNotStopping _,
          Fact.BlockPassedOver _,
          Fact.StopOrdered _,
          Fact.PauseOrdered _,
          Fact.Paused _,
          Fact.LimitSet _,
          Fact.WorkEnded _ -> {}
    }
  }

  private void settle(int job, JobState as) {
    failedJobs.remove(job);
    if (as == JobState.FAILED) {
      failedJobs.add(job);
    } else if (as == JobState.COMPLETED || as == JobState.SKIPPED) {
      done.add(job);
    }
  }

  private Block request(int index) {
    return machine.request().blocks().get(index);
  }

  private long entranceEnds() {
    return blockStarted + request(block).turn().entranceDelay().toMillis();
  }

  private void started(int job, long at) {
    var of = request(block);
    assertThat(of.turn().role().isDeferred())
        .as("forward blocks before the forward end, deferred ones after it")
        .isEqualTo(forwardEnded > 0);
    assertThat(at).as("not before its pause is over").isGreaterThanOrEqualTo(againMillis(job));
    again.remove(job);
    assertThat(at).as("not during the entrance delay").isGreaterThanOrEqualTo(entranceEnds());
    checksLetStart(block, of.checks());
    if (forwardEnded == 0) {
      checksLetStart(CheckRound.OF_WORK, machine.request().checks());
    }
    withinDeadlines(of, at);
    withinRate(of, at);
    withinWave(of, job, at);
  }

  private long againMillis(int job) {
    return again.getOrDefault(job, 0L);
  }

  private void checksLetStart(int owner, Checks checks) {
    var pre = new CheckRound(owner, CheckKind.PRE);
    if (!checks.pre().isEmpty() || !checks.continuous().isEmpty()) {
      assertThat(passed).as("the checks before").contains(pre);
    }
    if (!checks.bypass().isEmpty()) {
      assertThat(failed).as("nothing to bypass").contains(new CheckRound(owner, CheckKind.BYPASS));
    }
    assertThat(failed)
        .as("nothing starts after a failed check")
        .doesNotContain(
            pre,
            new CheckRound(owner, CheckKind.CONTINUOUS),
            new CheckRound(owner, CheckKind.POST));
  }

  private void withinDeadlines(Block of, long at) {
    if (of.turn().hasDeadline()) {
      assertThat(at).isLessThan(blockStarted + of.turn().deadline().toMillis());
    }
    var deadline = machine.request().deadline();
    if (!deadline.isZero() && forwardEnded == 0) {
      assertThat(at).isLessThan(workStarted + deadline.toMillis());
    }
    if (isCancelled) {
      assertThat(at).isLessThan(forwardEnded + Following.CLEAN_UP_MAX.toMillis());
    }
  }

  private void withinRate(Block of, long at) {
    startsOfBlock.add(at);
    var rate = of.pace().rate();
    if (!rate.isUnlimited()) {
      long after = at - rate.interval().toMillis();
      assertThat(startsOfBlock.stream().filter(start -> start > after).count())
          .as("starts in an interval")
          .isLessThanOrEqualTo(rate.starts());
    }
  }

  private void withinWave(Block of, int job, long at) {
    int sequence = places.sequenceOf(block, job);
    var waves = of.pace().ramp().waves();
    if (waves.isEmpty()) {
      sequencesBegun.add(sequence);
      return;
    }
    int first = 0;
    int next = waves.getFirst().of(of.sequenceCount());
    for (int wave = 1; next <= sequence; wave++) {
      first = next;
      next += waves.get(Math.min(wave, waves.size() - 1)).of(of.sequenceCount());
    }
    int waveStart = first;
    boolean hasBegun = sequencesBegun.stream().anyMatch(begun -> begun >= waveStart);
    boolean isBaked =
        sequencesBegun.isEmpty() || at >= lastEnd + of.pace().ramp().bake().toMillis();
    if (!hasBegun) {
      assertThat(isBaked).as("it has baked").isTrue();
      for (int before : sequencesBegun) {
        assertThat(isOver(before)).as("sequence %d before the wave is over", before).isTrue();
      }
    }
    sequencesBegun.add(sequence);
  }

  private boolean isOver(int sequence) {
    boolean areAllDone = true;
    for (int job = places.firstJobOf(block, sequence); ; job++) {
      areAllDone &= done.contains(job);
      if (failedJobs.contains(job)) {
        return true;
      }
      if (places.isLastOfSequence(block, job)) {
        return areAllDone;
      }
    }
  }

  private void completed(Block of) {
    if (!of.checks().post().isEmpty()) {
      assertThat(passed).contains(new CheckRound(block, CheckKind.POST));
    }
    for (var kind : List.of(CheckKind.PRE, CheckKind.CONTINUOUS, CheckKind.POST)) {
      assertThat(failed).doesNotContain(new CheckRound(block, kind));
    }
  }
}
