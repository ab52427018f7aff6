package dev.interlock.cli;

import dev.interlock.api.v1.UnknownJobs;
import java.util.Locale;
import picocli.CommandLine.Option;

/// The option that says what to do with jobs of which nobody knows what became of them.
final class UnknownOption {
  @Option(
      names = "--unknown",
      paramLabel = "WHAT",
      description =
          "What to do with jobs of which nobody knows what became of them: ${COMPLETION-CANDIDATES};"
              + " by default ${DEFAULT-VALUE}.")
  private Unknown unknown = Unknown.REFUSE;

  boolean isGiven() {
    return unknown != Unknown.REFUSE;
  }

  UnknownJobs onWire() {
    return unknown.onWire();
  }

  /// What to do with jobs of which nobody knows what became of them.
  enum Unknown {
    REFUSE,
    RUN_AGAIN,
    LEAVE_OUT;

    UnknownJobs onWire() {
      return switch (this) {
        case REFUSE -> UnknownJobs.UNKNOWN_JOBS_UNSPECIFIED;
        case RUN_AGAIN -> UnknownJobs.UNKNOWN_JOBS_RUN_AGAIN;
        case LEAVE_OUT -> UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
