package dev.interlock.engine.work;

/// Where the request has a job.
///
/// @param sequence from 0, or [#SINGLE]
/// @param index in the sequence, or among the block's single jobs; from 0
public record JobPlace(int block, int sequence, int index) {
  /// For a job that is a sequence by itself.
  public static final int SINGLE = -1;

  /// `blocks[2].jobs[7]` or `blocks[2].sequences[3].jobs[1]`.
  @Override
  public String toString() {
    return sequence == SINGLE
        ? "blocks[%d].jobs[%d]".formatted(block, index)
        : "blocks[%d].sequences[%d].jobs[%d]".formatted(block, sequence, index);
  }
}
