package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.plugin.Role;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which blocks of a work have run, counted from the facts: the forward ones in order, then those
/// that run in the end.
final class BlockAccount {
  static final int NONE = -1;
  private static final long CLEAN_UP_MILLIS = 120_000;

  private final RequestShape shape;
  private final BlockState[] states;
  private final long[] startedMillis;
  private @Nullable WorkState forward;
  private int open = NONE;
  private long forwardMillis;

  BlockAccount(RequestShape shape) {
    this.shape = shape;
    states = new BlockState[shape.request.blocks().size()];
    Arrays.fill(states, BlockState.NOT_STARTED);
    startedMillis = new long[states.length];
  }

  /// The block that runs, or [#NONE].
  int open() {
    return open;
  }

  /// What the forward blocks came to, once blocks run in the end.
  @Nullable WorkState forward() {
    return forward;
  }

  long startedMillis(int block) {
    return startedMillis[block];
  }

  boolean hasEnded(int block) {
    return states[block] != BlockState.NOT_STARTED && states[block] != BlockState.RUNNING;
  }

  void started(int block, long at, int failed) {
    require(block == next(), "I7", "block %d starts, and next is %d".formatted(block, next()));
    require(forward != null || holds(block, failed), "I7", "its condition does not hold");
    states[block] = BlockState.RUNNING;
    startedMillis[block] = at;
    open = block;
  }

  /// A block of which nothing is to be done.
  ///
  /// @param isBypassed whether its own bypass checks have passed, or before it begins those of the
  ///   work
  void passedOver(int block, boolean isBypassed, int failed) {
    if (block == open) {
      require(isBypassed, "I7", "a block that runs is passed over");
      open = NONE;
    } else {
      require(block == next() && forward == null, "I7", "the next block is passed over");
      require(isBypassed || !holds(block, failed), "I7", "passed over, and its condition holds");
    }
    states[block] = BlockState.SKIPPED;
  }

  void ended(int block, BlockState how) {
    require(block == open, "I7", "the block that runs ends");
    states[block] = how;
    open = NONE;
  }

  void forwardEnded(WorkState how, long now) {
    require(open == NONE && forward == null, "I7", "the forward blocks end once");
    forward = how;
    forwardMillis = now;
    require(next() != NONE, "I7", "nothing is to run in the end");
  }

  private boolean holds(int block, int failed) {
    return switch (shape.block(block).turn().condition()) {
      case ALWAYS -> true;
      case NOTHING_FAILED -> failed == 0;
      case SOMETHING_FAILED -> failed > 0;
    };
  }

  /// The block that would start next; [#NONE] when there is none.
  private int next() {
    if (open != NONE) {
      return NONE;
    }
    for (int block = 0; block < states.length; block++) {
      boolean failedBefore = forward == null && states[block] == BlockState.FAILED;
      if (failedBefore) {
        return NONE;
      }
      if (states[block] == BlockState.NOT_STARTED && runsNow(block, forward)) {
        return block;
      }
    }
    return NONE;
  }

  private boolean runsNow(int block, @Nullable WorkState after) {
    var role = shape.block(block).turn().role();
    if (after == null) {
      return role == Role.FORWARD;
    }
    return role == Role.ALWAYS
        || role == (after == WorkState.COMPLETED ? Role.ON_SUCCESS : Role.ON_FAILURE);
  }

  /// Whether the block runs in a work of which the forward blocks come to this.
  boolean runsIn(int block, WorkState how) {
    return isForward(block) || runsNow(block, how);
  }

  boolean isForward(int block) {
    return shape.block(block).turn().role() == Role.FORWARD;
  }

  /// Whether any is left that should still run after the work has come to this.
  boolean leavesOut(WorkState how) {
    for (int block = 0; block < states.length; block++) {
      if (states[block] == BlockState.NOT_STARTED && runsNow(block, how)) {
        return true;
      }
    }
    return false;
  }

  boolean isAnyForwardFailed() {
    for (int block = 0; block < states.length; block++) {
      if (isForward(block) && states[block] == BlockState.FAILED) {
        return true;
      }
    }
    return false;
  }

  boolean isAnyFailed() {
    for (var state : states) {
      if (state == BlockState.FAILED || state == BlockState.STOPPED) {
        return true;
      }
    }
    return false;
  }

  boolean isForwardDone() {
    for (int block = 0; block < states.length; block++) {
      if (isForward(block)
          && states[block] != BlockState.COMPLETED
          && states[block] != BlockState.SKIPPED) {
        return false;
      }
    }
    return true;
  }

  boolean hasAnyStarted() {
    for (long started : startedMillis) {
      if (started > 0) {
        return true;
      }
    }
    return false;
  }

  /// When the work or its block must have ended, and what runs in the end of a cancelled one.
  long deadlineMillis(long workStartedMillis, boolean isCancelled) {
    long ofWork = after(workStartedMillis, shape.request.deadline());
    if (forward != null) {
      ofWork = isCancelled ? forwardMillis + CLEAN_UP_MILLIS : Long.MAX_VALUE;
    }
    return open == NONE
        ? ofWork
        : Math.min(ofWork, after(startedMillis[open], shape.block(open).turn().deadline()));
  }

  private static long after(long start, Duration time) {
    return time.isZero() || start == 0 ? Long.MAX_VALUE : start + time.toMillis();
  }
}
