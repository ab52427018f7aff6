package dev.interlock.engine.work;

import java.util.Arrays;

/// The states of a work's jobs as its facts give them, and what is counted of them.
final class JobTally {
  final JobState[] states;
  final int[] attempts;
  private final RequestShape shape;

  JobTally(RequestShape shape) {
    this.shape = shape;
    states = new JobState[shape.jobs.size()];
    Arrays.fill(states, JobState.NOT_STARTED);
    attempts = new int[states.length];
  }

  boolean isDone(int job) {
    return states[job] == JobState.COMPLETED || states[job] == JobState.SKIPPED;
  }

  /// Whether nothing more is to come of it in a block that completes.
  boolean hasComeToItsEnd(int job) {
    for (int before = shape.firstOf[job]; before < job; before++) {
      if (states[before] == JobState.FAILED) {
        return true;
      }
    }
    return isDone(job) || states[job] == JobState.FAILED;
  }

  /// Sequences of a block that have begun and neither failed nor come to their end.
  int openSequences(int block) {
    int open = 0;
    int end = shape.firstJob[block + 1];
    for (int first = shape.firstJob[block]; first < end; first = shape.lastOf[first] + 1) {
      open += isOpen(first) ? 1 : 0;
    }
    return open;
  }

  private boolean isOpen(int first) {
    boolean hasBegun = false;
    boolean hasMore = false;
    for (int job = first; job <= shape.lastOf[first]; job++) {
      if (states[job] == JobState.FAILED || states[job] == JobState.CANCELLED) {
        return false;
      }
      hasBegun |= attempts[job] > 0;
      hasMore |= !isDone(job);
    }
    return hasBegun && hasMore;
  }

  int count(JobState state) {
    return count(0, states.length, state);
  }

  int count(int block, JobState state) {
    return count(shape.firstJob[block], shape.firstJob[block + 1], state);
  }

  private int count(int from, int to, JobState state) {
    int count = 0;
    for (int job = from; job < to; job++) {
      count += states[job] == state ? 1 : 0;
    }
    return count;
  }
}
