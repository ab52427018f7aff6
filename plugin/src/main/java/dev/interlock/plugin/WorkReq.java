package dev.interlock.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A work request: what a client wants done, as data. Deeply immutable.
///
/// The record only copies; whether its content is acceptable is decided at admission, which reports
/// every problem at once.
///
/// @param name the kind of work; policies and the emergency stop go by it
/// @param desc what a person should know of it
/// @param blocks run one at a time, in order: first the forward blocks, then the deferred ones, see
///   [Role]. All are in this one list, so that who looks at the blocks overlooks none
/// @param tolerance how many sequences of all blocks together may fail; any number where it does
///   not say. Each block's own tolerance counts besides
/// @param checks for the work as a whole, besides those of the blocks
/// @param deadline counted from the work's start: once it has passed, the running attempts are
///   interrupted and the work fails; 1 s to 30 days, or zero for none
/// @param labels what people sort works by, as `team` and `storage`; nothing of how it runs follows
///   from them
public record WorkReq(
    String name,
    String desc,
    List<Block> blocks,
    Tolerance tolerance,
    Checks checks,
    Duration deadline,
    Map<String, String> labels) {
  public WorkReq {
    blocks = List.copyOf(blocks);
    labels = Map.copyOf(labels);
    Times.requireNotNegative("deadline", deadline);
  }

  /// Without labels.
  public WorkReq(
      String name,
      String desc,
      List<Block> blocks,
      Tolerance tolerance,
      Checks checks,
      Duration deadline) {
    this(name, desc, blocks, tolerance, checks, deadline, Map.of());
  }

  /// Without checks for the whole or a deadline.
  public WorkReq(String name, String desc, List<Block> blocks, Tolerance tolerance) {
    this(name, desc, blocks, tolerance, Checks.NONE, Duration.ZERO);
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

  /// How many jobs the checks have together, those of the work and those of its blocks.
  public int checkJobCount() {
    int count = checks.jobCount();
    for (var block : blocks) {
      count += block.checks().jobCount();
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
