package dev.interlock.server.report;

import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// What is told of a work, all as of the same entry of its journal. Jobs, facts and outputs are
/// fetched as they are written.
///
/// @param made when, and by which version of the server
/// @param status without jobs
/// @param request as JSON
/// @param jobs by number, in the order of the request
/// @param facts oldest first, without those of attempts
public record ReportContent(
    Made made,
    StatusResp status,
    String request,
    IntFunction<JobStatus> jobs,
    Stream<Fact> facts,
    Outputs outputs) {

  /// How the report came to be.
  ///
  /// @param isEnded whether nothing more can happen to the work
  public record Made(Instant at, String version, boolean isEnded) {}

  /// What attempts wrote.
  @FunctionalInterface
  public interface Outputs {
    /// What one attempt wrote.
    ///
    /// @param job by number
    /// @param attempt from 1
    Optional<String> of(int job, int attempt);
  }
}
