package dev.interlock.plugin;

import java.util.List;

/// Jobs that run together, at most `limit` of them at a time.
///
/// @param desc what a person should know of it
/// @param limit how many jobs may run at once, at least 1
/// @param toleratedFailures how many jobs may fail before the block starts nothing more and fails,
///   0 or more
/// @param jobs started in this order
public record Block(String desc, int limit, int toleratedFailures, List<Job> jobs) {
  public Block {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is %d; it must be at least 1".formatted(limit));
    }
    if (toleratedFailures < 0) {
      throw new IllegalArgumentException(
          "toleratedFailures is %d; it must be at least 0".formatted(toleratedFailures));
    }
    jobs = List.copyOf(jobs);
  }
}
