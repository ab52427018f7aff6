package dev.interlock.engine.admit;

import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// How much there is of a request: what is looked at before anything is made of it, for what is too
/// large is not worth the memory.
///
/// @param sequences beside single jobs; of empty ones too
/// @param jobs of blocks and their sequences
/// @param checks of all kinds
public record RequestSize(int blocks, int sequences, int jobs, int checks) {
  /// Of a request that was made.
  static RequestSize of(WorkReq request) {
    int sequences = request.blocks().stream().mapToInt(block -> block.sequences().size()).sum();
    return new RequestSize(
        request.blocks().size(), sequences, request.jobCount(), request.checkJobCount());
  }

  /// What there is too much of.
  public List<Violation> problems(RequestLimits limits) {
    var problems = new ArrayList<Violation>(0);
    if (blocks > limits.blocksMax()) {
      problems.add(
          new Violation(
              "blocks", "has %d blocks; at most %d".formatted(blocks, limits.blocksMax())));
    }
    if (jobs > limits.jobsMax()) {
      problems.add(
          new Violation(
              "blocks",
              "have %d jobs together; at most %d a work".formatted(jobs, limits.jobsMax())));
    } else if (sequences > limits.jobsMax()) {
      problems.add(
          new Violation(
              "blocks",
              "have %d sequences together, and a work at most %d jobs"
                  .formatted(sequences, limits.jobsMax())));
    }
    if (checks > RequestLimits.CHECKS_A_WORK_MAX) {
      problems.add(
          new Violation(
              "checks",
              "are %d with those of the blocks; at most %d a work"
                  .formatted(checks, RequestLimits.CHECKS_A_WORK_MAX)));
    }
    return problems;
  }
}
