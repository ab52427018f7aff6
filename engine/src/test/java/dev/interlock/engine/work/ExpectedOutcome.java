package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// How a work of which one job runs at a time must end, worked out from `docs/requests.md` alone:
/// from its request, from what each attempt and each round of checks comes to, and from the jobs
/// that were skipped. No time, no journal, no machine.
final class ExpectedOutcome {
  /// What things come to.
  interface Script {
    /// What the next attempt of a job comes to.
    ///
    /// @param failedBefore how many of its attempts have failed
    AttemptEnd of(int job, int failedBefore);

    boolean passes(CheckRound round);
  }

  private static final int NO_BLOCK = -1;

  private final WorkReq request;
  private final Script script;
  private final Set<Integer> skipped;
  private final JobState[] jobs;
  private final BlockState[] blocks;
  private final int[] firstJob;
  private int failedInWork;
  private boolean isFatal;

  ExpectedOutcome(WorkReq request, Script script, Set<Integer> skipped) {
    this.request = request;
    this.script = script;
    this.skipped = skipped;
    this.blocks = new BlockState[request.blocks().size()];
    Arrays.fill(blocks, BlockState.NOT_STARTED);
    this.firstJob = new int[blocks.length];
    int next = 0;
    for (int b = 0; b < blocks.length; b++) {
      firstJob[b] = next;
      next += request.blocks().get(b).jobCount();
    }
    this.jobs = new JobState[next];
    Arrays.setAll(jobs, job -> skipped.contains(job) ? JobState.SKIPPED : JobState.NOT_STARTED);
  }

  /// What the work ends as.
  WorkState work() {
    var forward = forward();
    boolean hasDeferredFailed = false;
    boolean isOver = false;
    for (int b = 0; b < blocks.length && !isOver; b++) {
      if (runsAfter(request.blocks().get(b).turn().role(), forward)) {
        isFatal = false;
        hasDeferredFailed |= !run(b) || failedIn(b) > 0;
        isOver = isFatal;
      }
    }
    return forward == WorkState.COMPLETED && hasDeferredFailed ? WorkState.FAILED : forward;
  }

  JobState[] jobs() {
    return jobs;
  }

  BlockState[] blocks() {
    return blocks;
  }

  private static boolean runsAfter(Role role, WorkState forward) {
    return switch (role) {
      case FORWARD -> false;
      case ON_SUCCESS -> forward == WorkState.COMPLETED;
      case ON_FAILURE -> forward != WorkState.COMPLETED;
      case ALWAYS -> true;
    };
  }

  private WorkState forward() {
    var checks = request.checks();
    if (!checks.bypass().isEmpty() && passes(NO_BLOCK, CheckKind.BYPASS)) {
      forwardBlocks().forEach(this::passOver);
      return WorkState.COMPLETED;
    }
    boolean mustPass = !checks.pre().isEmpty() || !checks.continuous().isEmpty();
    if (mustPass && !passes(NO_BLOCK, CheckKind.PRE)) {
      return WorkState.FAILED;
    }
    for (int b : forwardBlocks()) {
      if (!holds(request.blocks().get(b).turn().condition())) {
        passOver(b);
      } else if (!run(b)) {
        return WorkState.FAILED;
      }
    }
    if (!checks.post().isEmpty() && !passes(NO_BLOCK, CheckKind.POST)) {
      return WorkState.FAILED;
    }
    return forwardBlocks().stream().allMatch(this::isDone) ? WorkState.COMPLETED : WorkState.FAILED;
  }

  private List<Integer> forwardBlocks() {
    var forward = new ArrayList<Integer>();
    for (int b = 0; b < blocks.length; b++) {
      if (request.blocks().get(b).turn().role() == Role.FORWARD) {
        forward.add(b);
      }
    }
    return forward;
  }

  private boolean passes(int block, CheckKind kind) {
    return script.passes(new CheckRound(block == NO_BLOCK ? CheckRound.OF_WORK : block, kind));
  }

  private boolean holds(Condition condition) {
    return switch (condition) {
      case ALWAYS -> true;
      case NOTHING_FAILED -> failedInWork == 0;
      case SOMETHING_FAILED -> failedInWork > 0;
    };
  }

  private void passOver(int b) {
    blocks[b] = BlockState.SKIPPED;
    for (int job = firstJob[b]; job < firstJob[b] + request.blocks().get(b).jobCount(); job++) {
      jobs[job] = JobState.SKIPPED;
    }
  }

  private boolean isDone(int b) {
    return jobsOf(b).stream()
        .allMatch(state -> state == JobState.COMPLETED || state == JobState.SKIPPED);
  }

  private List<JobState> jobsOf(int b) {
    int count = request.blocks().get(b).jobCount();
    return Arrays.asList(jobs).subList(firstJob[b], firstJob[b] + count);
  }

  private long failedIn(int b) {
    return jobsOf(b).stream().filter(state -> state == JobState.FAILED).count();
  }

  /// @return whether what comes after it may run
  private boolean run(int b) {
    var block = request.blocks().get(b);
    var checks = block.checks();
    if (!checks.bypass().isEmpty() && passes(b, CheckKind.BYPASS)) {
      passOver(b);
      return true;
    }
    boolean mustPass = !checks.pre().isEmpty() || !checks.continuous().isEmpty();
    boolean isDone =
        (!mustPass || passes(b, CheckKind.PRE))
            && runSequences(b, block)
            && (checks.post().isEmpty() || passes(b, CheckKind.POST));
    blocks[b] = isDone ? BlockState.COMPLETED : BlockState.FAILED;
    return isDone;
  }

  private boolean runSequences(int b, Block block) {
    int job = firstJob[b];
    int failed = 0;
    int failedInARow = 0;
    for (int length : lengths(block)) {
      boolean hasBegun = false;
      boolean hasFailed = false;
      for (int at = job; at < job + length && !hasFailed; at++) {
        if (!skipped.contains(at)) {
          hasBegun = true;
          hasFailed = !run(at, block.jobs().get(at - firstJob[b]).retries());
        }
      }
      job += length;
      failed += hasFailed ? 1 : 0;
      failedInWork += hasFailed && block.turn().role() == Role.FORWARD ? 1 : 0;
      failedInARow = hasFailed ? failedInARow + 1 : hasBegun ? 0 : failedInARow;
      if (isFatal || isBreached(block, failed, failedInARow)) {
        return false;
      }
    }
    return true;
  }

  private static List<Integer> lengths(Block block) {
    var lengths = new ArrayList<Integer>();
    block.single().forEach(_ -> lengths.add(1));
    block.sequences().forEach(sequence -> lengths.add(sequence.jobs().size()));
    return lengths;
  }

  private boolean isBreached(Block block, int failed, int failedInARow) {
    boolean isForward = block.turn().role() == Role.FORWARD;
    var ofWork = request.tolerance();
    boolean isWorkBreached =
        isForward && !ofWork.equals(Tolerance.UNSAID) && failedInWork > request.toleratedFailures();
    return isWorkBreached
        || failed > block.toleratedFailures()
        || failedInARow > block.tolerance().inARow();
  }

  /// @return whether the job succeeded
  private boolean run(int job, int retries) {
    for (int failed = 0; failed <= retries; failed++) {
      switch (script.of(job, failed)) {
        case SUCCEEDED -> {
          jobs[job] = JobState.COMPLETED;
          return true;
        }
        case FATAL -> {
          jobs[job] = JobState.FAILED;
          isFatal = true;
          return false;
        }
        default -> jobs[job] = JobState.FAILED;
      }
    }
    return false;
  }
}
