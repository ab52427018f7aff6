package dev.interlock.plugin;

import java.util.List;

/// Jobs for one slot of a block, run one after another: the next starts only when the one before
/// has completed. It counts as one in the block's limit and in its tolerance.
///
/// @param desc what a person should know of it
/// @param jobs in order
public record Sequence(String desc, List<Job> jobs) {
  public Sequence {
    jobs = List.copyOf(jobs);
  }
}
