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
public record WorkReq(String name, String desc, List<Block> blocks) {
  public WorkReq {
    blocks = List.copyOf(blocks);
  }

  /// How many jobs all blocks have together.
  public int jobCount() {
    int count = 0;
    for (var block : blocks) {
      count += block.jobs().size();
    }
    return count;
  }
}
