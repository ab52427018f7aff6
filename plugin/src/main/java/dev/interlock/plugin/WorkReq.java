package dev.interlock.plugin;

import java.util.List;

/// A work request: what a client wants done, as data. Deeply immutable.
///
/// The record only copies; whether its content is acceptable is decided at admission, which reports
/// every problem at once.
///
/// @param name the kind of work; policies and the emergency stop go by it
/// @param desc what a person should know of it
/// @param blocks run one at a time, in order
/// @param tolerance how many sequences of all blocks together may fail; any number where it does
///   not say. Each block's own tolerance counts besides
public record WorkReq(String name, String desc, List<Block> blocks, Tolerance tolerance) {
  public WorkReq {
    blocks = List.copyOf(blocks);
  }

  /// With no tolerance beside those of the blocks.
  public WorkReq(String name, String desc, List<Block> blocks) {
    this(name, desc, blocks, Tolerance.UNSAID);
  }

  /// How many jobs all blocks have together.
  public int jobCount() {
    int count = 0;
    for (var block : blocks) {
      count += block.jobCount();
    }
    return count;
  }

  /// How many sequences all blocks have together.
  public int sequenceCount() {
    int count = 0;
    for (var block : blocks) {
      count += block.sequenceCount();
    }
    return count;
  }

  /// How many sequences of all blocks together may fail.
  public int toleratedFailures() {
    return tolerance.of(sequenceCount(), Integer.MAX_VALUE);
  }
}
